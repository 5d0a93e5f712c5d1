//! The pages of a site. Two plans share those that are the same in both.

use std::iter::Map;
use std::ops::{Index, IndexMut};
use std::slice;
use std::sync::Arc;

use rayon::prelude::*;

use super::Page;

/// Pages by number. A clone shares the pages; a page that is then changed becomes the clone's own.
#[derive(Clone, Debug, Default)]
pub struct PageList(Vec<Arc<Page>>);

/// The pages in order.
pub type Iter<'a> = Map<slice::Iter<'a, Arc<Page>>, fn(&'a Arc<Page>) -> &'a Page>;

impl PageList {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, number: usize) -> Option<&Page> {
        self.0.get(number).map(AsRef::as_ref)
    }

    pub fn iter(&self) -> Iter<'_> {
        self.0.iter().map(AsRef::as_ref)
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Page> {
        self.0.iter_mut().map(Arc::make_mut)
    }

    pub fn par_iter(&self) -> impl IndexedParallelIterator<Item = &Page> {
        self.0.par_iter().map(AsRef::as_ref)
    }
}

impl From<Vec<Page>> for PageList {
    fn from(pages: Vec<Page>) -> PageList {
        PageList(pages.into_iter().map(Arc::new).collect())
    }
}

impl Index<usize> for PageList {
    type Output = Page;

    fn index(&self, number: usize) -> &Page {
        &self.0[number]
    }
}

impl IndexMut<usize> for PageList {
    fn index_mut(&mut self, number: usize) -> &mut Page {
        Arc::make_mut(&mut self.0[number])
    }
}

impl<'a> IntoIterator for &'a PageList {
    type Item = &'a Page;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}
