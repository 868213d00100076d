La plaza
"Ya llegó", dijo ella. Nadie respondió.
Se vendieron 30 libros.
= ½ kilo, nº 1.º… NA
null
El río subió otra vez.
