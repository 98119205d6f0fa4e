import FoundationEssentials
import HTTPTypes

/// A response, the same whichever way it came.
public struct TestResponse: Hashable, Sendable {
  /// The status.
  public let status: HTTPResponse.Status
  /// The header fields in the order in which they came.
  public let headers: HTTPFields
  /// The body, without a transfer coding.
  public let body: [UInt8]
  /// The names of the background tasks that are to run after the response, in their order; nil unless the request was
  /// answered in the test's own process.
  ///
  /// ``TestServer/backgroundTasksFinished(within:)`` says in every mode which tasks have run.
  public let backgroundTaskNames: [String]?

  init(
    status: HTTPResponse.Status, headers: HTTPFields, body: [UInt8], backgroundTaskNames: [String]? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.backgroundTaskNames = backgroundTaskNames
  }

  /// The body as text; what is not UTF-8 becomes replacement characters.
  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON.
  ///
  /// - Parameter type: The type of the value; inferred where it can be.
  /// - Returns: The decoded value.
  /// - Throws: ``WrongBody`` with the body's text when it is no JSON of that type.
  public func json<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(body))
    } catch {
      throw WrongBody(type: "\(type)", status: status.code, text: text, reason: "\(error)")
    }
  }

  /// The error for a body that isn't what the test takes it for.
  public struct WrongBody: Error, Hashable, Sendable, CustomStringConvertible {
    /// The type that the test wanted.
    public let type: String
    /// The response's status.
    public let status: Int
    /// The body as text.
    public let text: String
    /// Why the body is none of that type.
    public let reason: String

    /// The sentence for a failure message, with the beginning of the body.
    public var description: String {
      let excerpt = text.count > 500 ? text.prefix(500) + "…" : text[...]
      return "the body of the \(status) is no \(type): \(excerpt.debugDescription) (\(reason))"
    }
  }
}
