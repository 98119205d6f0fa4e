// A service needs `import Afterglow` and nothing else. It reads and checks bodies with the names of AfterglowContent
// (`Validatable`, `ValidationError`, `JSONValue`), and it names statuses and header fields by HTTPTypes (`HTTPField`,
// `HTTPResponse.Status`, `.contentType`).
@_exported import AfterglowContent
@_exported import HTTPTypes
