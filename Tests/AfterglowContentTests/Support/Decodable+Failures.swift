import Testing

@testable import AfterglowContent

extension Decodable {
  /// What is wrong with a request's data, each as `LOCATION TYPE`, found as a request's is: first by decoding, and only if
  /// that fails by looking closer.
  static func failures(in text: String) throws -> [String] {
    try validationFailures { try JSONContent.decode(Self.self, fromBody: Array(text.utf8)) }.map(\.summary)
  }

  /// The same of a form's or query's pairs.
  static func failures(inForm text: String) throws -> [String] {
    try validationFailures { try FormContent.decode(Self.self, from: text, of: "form") }.map(\.summary)
  }

  /// What each failure says that was there.
  static func inputs(in text: String) throws -> [JSONValue?] {
    try validationFailures { try JSONContent.decode(Self.self, fromBody: Array(text.utf8)) }.map(\.input)
  }
}

private func validationFailures(_ decode: () throws -> some Any) throws -> [ValidationFailure] {
  do {
    _ = try decode()
    return []
  } catch let error as ValidationError {
    return error.failures
  }
}

extension Decodable {
  /// What a form's or query's pairs are decoded as.
  init(inForm text: String) throws {
    self = try FormContent.decode(Self.self, from: text, of: "form")
  }
}
