// A service reads and checks bodies with the names of AfterglowContent (`Validatable`, `ValidationError`, `JSONValue`), and
// `import Afterglow` is all that it needs for that.
@_exported import AfterglowContent
