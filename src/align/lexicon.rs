//! Words that say something by themselves: in figures, of the calendar, of the page, of one language.
//! All are folded: lower case, without accents.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxBuildHasher;

use super::quantities::Quantity;
use crate::bitext::Lang;

/// Words of lines that are the page's and not the text's, folded. Ours, both languages.
const FURNITURE: &[&str] = &[
    "advertisement",
    "anuncio",
    "archivo",
    "author",
    "autor",
    "blog",
    "boletin",
    "by",
    "caption",
    "cargando",
    "categorias",
    "categories",
    "click",
    "comentario",
    "comentarios",
    "comment",
    "comments",
    "comparte",
    "compartir",
    "contact",
    "contacto",
    "cookies",
    "copyright",
    "correo",
    "cortesia",
    "courtesy",
    "cuartoscuro",
    "derechos",
    "edicion",
    "editor",
    "email",
    "enlace",
    "etiquetas",
    "facebook",
    "filed",
    "follow",
    "foto",
    "fotografia",
    "fotos",
    "fuente",
    "home",
    "http",
    "https",
    "image",
    "imagen",
    "imprimir",
    "inicio",
    "instagram",
    "lea",
    "leave",
    "leer",
    "like",
    "link",
    "loading",
    "log",
    "login",
    "menu",
    "newsletter",
    "nota",
    "note",
    "noticias",
    "pagina",
    "pdf",
    "photo",
    "photograph",
    "photos",
    "por",
    "posted",
    "print",
    "publicado",
    "published",
    "redaccion",
    "reply",
    "reporter",
    "reservados",
    "reserved",
    "search",
    "seccion",
    "section",
    "share",
    "siguenos",
    "source",
    "staff",
    "subscribe",
    "suscribete",
    "tags",
    "temas",
    "traduccion",
    "translated",
    "translation",
    "translator",
    "twitter",
    "video",
    "whatsapp",
    "www",
    "youtube",
];

/// Words that stand in Spanish lines only, and in English lines only; folded.
const SPANISH: &[&str] = &[
    "al", "como", "con", "cuando", "de", "del", "desde", "el", "en", "es", "esta", "fue", "hay",
    "la", "las", "lo", "los", "mas", "muy", "ni", "para", "pero", "por", "que", "quien", "se",
    "ser", "sin", "sobre", "son", "su", "sus", "un", "una", "y", "ya",
];
const ENGLISH: &[&str] = &[
    "about", "after", "an", "and", "are", "as", "at", "been", "but", "by", "for", "from", "had",
    "has", "have", "he", "her", "his", "in", "is", "it", "its", "not", "of", "on", "or", "she",
    "that", "the", "their", "they", "this", "to", "was", "we", "were", "what", "when", "which",
    "who", "will", "with",
];

/// Number words of both languages that newspapers write out, folded.
const WORDS: &[(&str, u64)] = &[
    ("dos", 2),
    ("two", 2),
    ("tres", 3),
    ("three", 3),
    ("cuatro", 4),
    ("four", 4),
    ("cinco", 5),
    ("five", 5),
    ("seis", 6),
    ("six", 6),
    ("siete", 7),
    ("seven", 7),
    ("ocho", 8),
    ("eight", 8),
    ("nueve", 9),
    ("nine", 9),
    ("diez", 10),
    ("ten", 10),
    ("once", 11),
    ("eleven", 11),
    ("doce", 12),
    ("twelve", 12),
    ("trece", 13),
    ("thirteen", 13),
    ("catorce", 14),
    ("fourteen", 14),
    ("quince", 15),
    ("fifteen", 15),
    ("dieciseis", 16),
    ("sixteen", 16),
    ("diecisiete", 17),
    ("seventeen", 17),
    ("dieciocho", 18),
    ("eighteen", 18),
    ("diecinueve", 19),
    ("nineteen", 19),
    ("veinte", 20),
    ("twenty", 20),
    ("treinta", 30),
    ("thirty", 30),
    ("cuarenta", 40),
    ("forty", 40),
    ("cincuenta", 50),
    ("fifty", 50),
    ("sesenta", 60),
    ("sixty", 60),
    ("setenta", 70),
    ("seventy", 70),
    ("ochenta", 80),
    ("eighty", 80),
    ("noventa", 90),
    ("ninety", 90),
    ("cien", 100),
    ("hundred", 100),
];

/// Months and days of the week, Spanish and English, folded.
const CALENDAR: &[(&str, &str)] = &[
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "september"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
    ("lunes", "monday"),
    ("martes", "tuesday"),
    ("miercoles", "wednesday"),
    ("jueves", "thursday"),
    ("viernes", "friday"),
    ("sabado", "saturday"),
    ("domingo", "sunday"),
];

/// The same institution by its Spanish and its English letters, folded.
const ACRONYMS: &[(&str, &str)] = &[
    ("acnur", "unhcr"),
    ("adn", "dna"),
    ("alca", "ftaa"),
    ("bce", "ecb"),
    ("bid", "idb"),
    ("bm", "wb"),
    ("cidh", "iachr"),
    ("cij", "icj"),
    ("cpi", "icc"),
    ("eeuu", "us"),
    ("eu", "us"),
    ("fmi", "imf"),
    ("ia", "ai"),
    ("ocde", "oecd"),
    ("oea", "oas"),
    ("oim", "iom"),
    ("oit", "ilo"),
    ("omc", "wto"),
    ("oms", "who"),
    ("ong", "ngo"),
    ("ongs", "ngos"),
    ("onu", "un"),
    ("opep", "opec"),
    ("otan", "nato"),
    ("pib", "gdp"),
    ("pymes", "smes"),
    ("rfa", "frg"),
    ("sida", "aids"),
    ("tlc", "nafta"),
    ("tlcan", "nafta"),
    ("ue", "eu"),
    ("urss", "ussr"),
    ("usa", "us"),
    ("vih", "hiv"),
];

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// Stands in Spanish lines only.
    pub spanish: bool,
    /// Stands in English lines only.
    pub english: bool,
    /// Stands in lines that are the page's.
    pub furniture: bool,
    number: Option<u64>,
    /// The number is one in Spanish alone.
    not_in_english: bool,
    /// The English name of a month or a day, where the word is its Spanish or its English one.
    calendar: [Option<&'static str>; 2],
    acronym: Option<&'static str>,
}

impl Known {
    /// What is known of a folded word; nothing of most.
    pub fn of(folded: &str) -> Known {
        static ALL: LazyLock<HashMap<&'static str, Known, FxBuildHasher>> = LazyLock::new(all);
        ALL.get(folded).copied().unwrap_or_default()
    }

    /// The quantity that the word is (`veinte`, `twenty`). The Spanish for eleven is an English adverb.
    pub fn number(&self, lang: Lang) -> Option<Quantity> {
        self.number.filter(|_| !self.not_in_english || lang == Lang::ES).map(|n| n * 1000)
    }

    /// The English name of the month or the day that the word is in this language.
    pub fn calendar(&self, lang: Lang) -> Option<&'static str> {
        match lang {
            Lang::ES => self.calendar[0],
            Lang::EN => self.calendar[1],
            _ => None,
        }
    }

    /// The English letters of an institution that the word names by its Spanish ones.
    pub fn acronym(&self) -> Option<&'static str> {
        self.acronym
    }
}

fn all() -> HashMap<&'static str, Known, FxBuildHasher> {
    let mut all: HashMap<&'static str, Known, FxBuildHasher> = HashMap::default();
    SPANISH.iter().for_each(|word| all.entry(word).or_default().spanish = true);
    ENGLISH.iter().for_each(|word| all.entry(word).or_default().english = true);
    FURNITURE.iter().for_each(|word| all.entry(word).or_default().furniture = true);
    WORDS.iter().for_each(|(word, n)| all.entry(word).or_default().number = Some(*n));
    all.entry("once").or_default().not_in_english = true;
    for (es, en) in CALENDAR {
        all.entry(es).or_default().calendar[0] = Some(en);
        all.entry(en).or_default().calendar[1] = Some(en);
    }
    ACRONYMS.iter().for_each(|(es, en)| all.entry(es).or_default().acronym = Some(en));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_languages_disjoint() {
        for list in [SPANISH, ENGLISH, FURNITURE] {
            assert!(list.windows(2).all(|w| w[0] < w[1]));
        }
        assert!(ACRONYMS.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(!SPANISH.iter().any(|word| ENGLISH.contains(word)));
    }

    #[test]
    fn words_are_of_their_language() {
        assert_eq!(Known::of("once").number(Lang::ES), Some(11_000));
        assert_eq!(Known::of("once").number(Lang::EN), None);
        assert_eq!(Known::of("eleven").number(Lang::EN), Some(11_000));
        assert_eq!(Known::of("mayo").calendar(Lang::ES), Some("may"));
        assert_eq!(Known::of("mayo").calendar(Lang::EN), None);
        assert_eq!(Known::of("may").calendar(Lang::EN), Some("may"));
        assert_eq!(Known::of("miercoles").calendar(Lang::ES), Some("wednesday"));
        let sixteen = ["dieciseis", "sixteen"].map(|word| Known::of(word).number(Lang::EN));
        assert_eq!(sixteen, [Some(16_000); 2]);
        assert!(Known::of("casa").number(Lang::ES).is_none());
    }
}
