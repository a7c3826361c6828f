// An error class may have methods, defaults and init.
class HttpError :is Error {
    field status :ro = 500
    meth retry { status >= 500 }
    meth str { "HTTP {status}: {message}" }
}
try { die HttpError.new(message => 'down', status => 503) }
catch HttpError -> e { say e, ' ', e.retry, ' ', e.line }      // expect: HTTP 503: down true 7
