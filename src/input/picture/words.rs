//! A picture as a word in the cache of hashes: `png:800x600:1`, with `m` for metadata, `a` for several pictures and a
//! fault's letter.

use super::{Fault, Format, Picture};

const FORMATS: [(&str, Format); 5] =
    [("png", Format::Png), ("jpeg", Format::Jpeg), ("webp", Format::Webp), ("svg", Format::Svg), ("other", Format::Other)];
const FAULTS: [(char, Fault); 3] = [('n', Fault::NotAPicture), ('s', Fault::Script), ('l', Fault::TooLarge)];

impl Picture {
    /// As one word.
    pub(in crate::input) fn to_word(self) -> String {
        let name = FORMATS.iter().find(|(_, format)| *format == self.format).map_or("other", |(name, _)| name);
        let fault = self.fault.and_then(|fault| FAULTS.iter().find(|(_, other)| *other == fault)).map(|(letter, _)| *letter);
        let flags = self.has_metadata.then_some('m').into_iter().chain(self.is_animated.then_some('a')).chain(fault);
        format!("{name}:{}x{}:{}{}", self.width, self.height, self.orientation, flags.collect::<String>())
    }

    /// The reverse of [`Picture::to_word`].
    pub(in crate::input) fn from_word(word: &str) -> Option<Picture> {
        let mut fields = word.splitn(3, ':');
        let (name, size, rest) = (fields.next()?, fields.next()?, fields.next()?);
        let (width, height) = size.split_once('x')?;
        let (turn, flags) = rest.split_at_checked(1)?;
        Some(Picture {
            format: FORMATS.iter().find(|(other, _)| *other == name)?.1,
            width: width.parse().ok()?,
            height: height.parse().ok()?,
            orientation: turn.parse().ok()?,
            has_metadata: flags.contains('m'),
            is_animated: flags.contains('a'),
            fault: FAULTS.iter().find(|(letter, _)| flags.contains(*letter)).map(|(_, fault)| *fault),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_comes_back_from_its_word() {
        let plain = Picture { format: Format::Png, width: 800, height: 600, ..Picture::faulty(Fault::Script) };
        for picture in [
            Picture { fault: None, ..plain },
            Picture { format: Format::Jpeg, orientation: 6, has_metadata: true, fault: None, ..plain },
            Picture { format: Format::Webp, is_animated: true, has_metadata: true, fault: Some(Fault::TooLarge), ..plain },
            Picture { format: Format::Svg, fault: Some(Fault::Script), ..plain },
            Picture::faulty(Fault::NotAPicture),
        ] {
            assert_eq!(Picture::from_word(&picture.to_word()), Some(picture), "{}", picture.to_word());
        }
        for word in ["", "-", "png", "png:1x2", "png:1:1", "gif:1x2:1", "png:1x-2:1", "png:1x2:", "png:1x2:æ"] {
            assert_eq!(Picture::from_word(word), None, "{word}");
        }
    }
}
