// op= and ++ on a const are compile errors as well.
const limit = 10
limit += 1
limit++
// expect error: :3:1: error: 'limit' is a constant: it cannot be assigned
// expect error: :4:1: error: 'limit' is a constant: it cannot be assigned
// expect status: 2
