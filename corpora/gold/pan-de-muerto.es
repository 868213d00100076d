Cultura
La última panadera del barrio de los Hornos
Hermelinda Acatitla lleva 58 años haciendo el pan con que Tlalpujupan recibe a sus muertos
Por Leonor Bracamontes
La masa duerme toda la noche bajo un mantel bordado.
A las cuatro, cuando cantan los primeros gallos, doña Hermelinda la destapa y la huele.
—Todavía le falta —dice.
Y la vuelve a tapar, como a un niño.
Hace 58 años que espera así, sentada en una silla de palma, a que la harina decida.
Hubo un tiempo en que en esta calle de Tlalpujupan se esperaba en doce casas.
Hoy sólo en la suya.
Afuera hace frío.
La neblina baja del cerro y se mete por debajo de la puerta.
Adentro, el horno lleva tres horas encendido con leña de encino.
—¿No le cansa, doña Hermelinda? —pregunto.
—Cansa más no hacer nada —contesta—.
Mi hermana se sentó a descansar a los sesenta y ya no se paró.
Se ríe.
Aprendió a los nueve años, parada en un cajón de jabón para alcanzar la artesa.
Su abuela, Tiburcia, le enseñó con un solo método, que consistía en no explicarle nada y pegarle en los dedos con la pala cuando se equivocaba.
“Así se aprende con las manos”, dice Hermelinda, y las enseña: son anchas, coloradas, sin anillos.
La receta no tiene secretos.
El secreto es la mano, y la mano no se hereda.
Foto: Isidro Cansino
A las cinco y media llega Fermín, el nieto, con los ojos hinchados de sueño.
Nadie en la familia creyó que volvería de Monterrey.
—Ya ándale, que los muertos no esperan —le dice la abuela.
—Llevan siglos esperando, abue —responde él, y mete las manos en la masa.
Ella corta, él bolea.
Ella pone los huesitos en cruz, él barniza con huevo.
Cada hogaza tiene cuatro huesos, que son los cuatro rumbos del mundo, y una bolita en medio, que es el cráneo o el corazón, según a quién se le pregunte.
En los días buenos salían mil piezas.
Este año hornearán trescientas, porque el supermercado de la carretera vende el pan en bolsa, a mitad de precio, desde septiembre.
—Ése no es pan de muerto —dice Fermín—.
Es pan muerto.
La abuela le da un golpe en el hombro con el trapo.
Está orgullosa.
A las siete se abre la puerta y el olor sale a la calle antes que nadie.
Ya hay fila.
La encabeza don Abundio, el sacristán, que compra siempre cinco panes: uno por cada hijo que se le fue.
—¿Y para usted? —le pregunta Hermelinda.
—Para mí, el año que entra.
Cuando se vacía el último canasto, doña Hermelinda aparta un pan quemado de un lado.
Es para Tiburcia, que lo prefería así.
Lo pone en el altar, junto a la pala, y apaga la luz.
