//! Output paths are unique, also where case does not count.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diag, Severity};
use crate::paths::{self, OutPath, SourcePath};
use crate::site::Site;
use crate::site::pictures::MadeOfPicture;
use crate::views::{self, Common, Job, JobKind};

/// The site's files, in order of output path and each path once; kept for as long as the structure holds.
#[derive(Debug)]
pub(super) struct UniqueJobs {
    pub all: Arc<Vec<Job>>,
    pub by_out: Arc<HashMap<OutPath, usize>>,
    diags: Vec<Diag>,
    /// What bodies add to what the structure asks for: files of pictures and of answers.
    pictures: BTreeMap<SourcePath, MadeOfPicture>,
    answers: Vec<Job>,
}

impl UniqueJobs {
    /// The files of a site: those kept from the same structure, unless its bodies ask for others now.
    pub fn of<'k>(
        kept: &'k mut Option<UniqueJobs>,
        site: &Site,
        common: &Common,
        assets: &[&str],
        diags: &mut Vec<Diag>,
    ) -> &'k UniqueJobs {
        let answers = views::answer_jobs(site);
        let jobs = match kept.take() {
            Some(jobs) if jobs.answers == answers && jobs.pictures == site.pictures => jobs,
            _ => UniqueJobs::new(answers, site, common, assets),
        };
        diags.extend(jobs.diags.iter().cloned());
        kept.insert(jobs)
    }

    fn new(answers: Vec<Job>, site: &Site, common: &Common, assets: &[&str]) -> UniqueJobs {
        let mut diags = Vec::new();
        let all = unique(views::jobs(site, common, assets), site, common, &mut diags);
        let by_out = all.iter().enumerate().map(|(position, job)| (job.out.clone(), position)).collect();
        UniqueJobs { all: Arc::new(all), by_out: Arc::new(by_out), diags, pictures: site.pictures.clone(), answers }
    }
}

/// The first job keeps the path, the other is a finding.
fn unique(jobs: Vec<Job>, site: &Site, common: &Common, diags: &mut Vec<Diag>) -> Vec<Job> {
    let mut taken = Taken::default();
    let mut kept: Vec<Job> = Vec::with_capacity(jobs.len());
    let folded: Vec<Option<String>> = jobs.par_iter().map(|job| job.out.is_writable().then(|| job.out.as_str().to_lowercase())).collect();
    for (job, folded) in jobs.into_iter().zip(folded) {
        // An old address that cannot be kept leads nobody astray; two files for one address would.
        let is_alias = matches!(job.kind, JobKind::Redirect { .. });
        let finding = |code: &'static str| {
            let severity = if is_alias { Severity::Warning } else { Severity::Error };
            Diag { severity, ..views::place_of(site, common, &job, code) }.with("path", &job.out)
        };
        let Some(folded) = folded else {
            diags.push(finding("output-path-unfit"));
            continue;
        };
        match taken.by(&folded) {
            None => {
                taken.take(folded, kept.len());
                kept.push(job);
            }
            Some(position) if job.kind.stands_back() || kept[position] == job => {}
            Some(position) => {
                let other = &kept[position];
                let code = match other.out.as_str().to_lowercase() == folded {
                    true if is_alias => "alias-taken",
                    true => "same-output-path",
                    false => "file-and-folder",
                };
                diags.push(finding(code).with("other", views::name_of(site, common, other)));
            }
        }
    }
    kept.par_sort_by(|left, right| left.out.cmp(&right.out));
    kept
}

/// Output paths in lower case, each with the position of its job: files, and the folders that hold them.
#[derive(Default)]
struct Taken {
    files: HashMap<String, usize>,
    folders: HashMap<String, usize>,
}

impl Taken {
    /// The job that stands in the way of a file here: it has the path, needs it as a folder, or is a file where a folder is needed.
    fn by(&self, path: &str) -> Option<usize> {
        let above = || self.new_folders(path).find_map(|folder| self.files.get(folder));
        self.files.get(path).or_else(|| self.folders.get(path)).or_else(above).copied()
    }

    fn take(&mut self, path: String, position: usize) {
        let new: Vec<String> = self.new_folders(&path).map(str::to_string).collect();
        self.folders.extend(new.into_iter().map(|folder| (folder, position)));
        self.files.insert(path, position);
    }

    /// Folders above a path, innermost first, as far as they are not known.
    fn new_folders<'a>(&self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let above = std::iter::successors(Some(paths::folder(path)), |folder| Some(paths::folder(folder)));
        above.take_while(|folder| !folder.is_empty() && !self.folders.contains_key(*folder))
    }
}
