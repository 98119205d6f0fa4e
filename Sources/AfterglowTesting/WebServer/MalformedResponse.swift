/// The error of a response that breaks the format of CGI (RFC 3875, section 6) or of HTTP.
public struct MalformedResponse: Error, Hashable, Sendable {
  /// What is wrong.
  public let problem: String
  /// The beginning of the bytes in question.
  public let excerpt: String

  init(_ problem: String, in bytes: some Collection<UInt8>) {
    self.problem = problem
    excerpt = String(decoding: bytes.prefix(200), as: UTF8.self)
  }
}

extension MalformedResponse: CustomStringConvertible {
  /// The sentence for a failure message.
  public var description: String { "malformed response: \(problem), in \(excerpt.debugDescription)" }
}
