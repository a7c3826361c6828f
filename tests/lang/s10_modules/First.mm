say 'First runs'
use Loud
export fn loud_name { Loud::name() }
