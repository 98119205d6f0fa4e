// A service needs `import Afterglow` and nothing else. It reads and checks bodies with the names of AfterglowContent
// (`Validatable`, `ValidationError`, `JSONValue`), and it names statuses and header fields by HTTPTypes (`HTTPField`,
// `HTTPResponse.Status`, `.contentType`).
@_exported import AfterglowContent
@_exported import HTTPTypes

// What a request's `params` and an application's address are made of. Of FastCGI's other names an application needs none, and
// `Role` or `Record` are likely to be its own.
@_exported import enum FastCGI.ListenAddress
@_exported import struct FastCGI.RequestParams
