// Names that are not imported are not known plainly.
use Geo (area)
say scale(2)
// expect error: :3:5: error: 'scale' is not declared
// expect status: 2
