//! What a reviewer has to know, in Spanish and in English: the sheet `read me`.

/// One line a point, Spanish first.
pub(super) const GUIDE: &[(&str, &str)] = &[
    (
        "Cada fila de la hoja «review» dice: estas oraciones se traducen unas a otras. Revise si es verdad. Las filas grises solo dan contexto.",
        "Each row of the sheet “review” says: these sentences translate each other. Check whether that is true. Grey rows are there for context only.",
    ),
    (
        "status: ok (bien) si la fila está bien; fix (corregir) si hay que cambiar algo; reject (rechazar) si los textos no van juntos; unsure (duda) si no lo sabe. Puede dejarlo vacío.",
        "status: ok if the row is right; fix if something is to be changed; reject if the texts do not belong together; unsure if you cannot tell. It may stay empty.",
    ),
    (
        "score: la probabilidad de que la fila esté bien, de 0 (rojo) a 1 (verde). why: por qué se muestra. LOW: probabilidad baja; NUM: números distintos; LEN: largos muy distintos; COPY: el mismo texto; X: texto movido; SAMPLE: fila buena elegida al azar; BORDER: no se sabe dónde acaba cada oración.",
        "score: the probability that the row is right, from 0 (red) to 1 (green). why: what it is shown for. LOW: low probability; NUM: different numbers; LEN: very different lengths; COPY: the same text; X: moved text; SAMPLE: a good row drawn at random; BORDER: where each sentence ends is not known.",
    ),
    (
        "La marca ¶ separa las oraciones de una celda.",
        "The mark ¶ stands between the sentences of a cell.",
    ),
    (
        "Hay tres maneras de corregir; elija la que quiera.",
        "There are three ways to correct; use whichever you like.",
    ),
    (
        "1. La lista «action». merge with next: unir con la fila siguiente. first es to previous: la primera oración en español pasa a la fila anterior. last es to next: la última pasa a la fila siguiente. Lo mismo con en. unpair: separar; cada oración queda sola. Anterior y siguiente son las del documento, aunque la hoja esté ordenada de otro modo.",
        "1. The list “action”. merge with next: join with the next row. first es to previous: the first Spanish sentence goes to the row before. last es to next: the last one goes to the row after. The same with en. unpair: take apart; every sentence stands alone. Before and after are those of the document, even when the sheet is sorted otherwise.",
    ),
    (
        "2. Escriba ||| en las dos celdas donde haya que partir la fila, el mismo número de veces en cada una y siempre entre oraciones.",
        "2. Type ||| in both cells where the row is to be split, as many times in one as in the other, and always between sentences.",
    ),
    (
        "3. Corte y pegue oraciones enteras de una celda a otra de la misma columna. Ninguna puede faltar ni repetirse.",
        "3. Cut and paste whole sentences from one cell to another of the same column. None may be missing or stand twice.",
    ),
    (
        "Si corrige una errata en el texto, se anota aparte; los textos de origen no cambian. Las comillas tipográficas y demás autocorrecciones no cuentan como cambios.",
        "A slip that you mend in a text is noted apart; the source texts do not change. Curly quotes and other autocorrections do not count as changes.",
    ),
    (
        "Puede ordenar y filtrar. No borre filas: si una sobra, ponga reject. Si Excel no deja ordenar, quite la protección (Revisar > Desproteger hoja; no hay contraseña).",
        "You may sort and filter. Do not delete rows: if one is useless, say reject. If Excel does not let you sort, unprotect the sheet (Review > Unprotect Sheet; there is no password).",
    ),
    (
        "Guarde como .xlsx o .ods y devuelva el archivo.",
        "Save as .xlsx or .ods and send the file back.",
    ),
];
