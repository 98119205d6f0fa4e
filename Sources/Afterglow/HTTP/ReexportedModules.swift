// A service imports Afterglow alone: AfterglowContent has the names for bodies (`Validatable`, `ValidationError`,
// `JSONValue`), and HTTPTypes those for statuses and header fields (`HTTPField`, `HTTPResponse.Status`,
// `.contentType`).
@_exported import AfterglowContent
@_exported import HTTPTypes

// What a request's `params` and an application's address are made of. Of FastCGI's other names an application needs none, and
// `Role` or `Record` are likely to be its own.
@_exported import enum FastCGI.ListenAddress
@_exported import struct FastCGI.RequestParams

// What reads a service's own settings, and gives them in tests. Of the module's other names a service needs none, and
// `FileProvider` or `ConfigType` are likely to be its own.
@_exported import struct Configuration.ConfigReader
@_exported import struct Configuration.ConfigKey
@_exported import struct Configuration.InMemoryProvider
@_exported import protocol Configuration.ExpressibleByConfigString
