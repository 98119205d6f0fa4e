import Afterglow
import HTTPTypes

/// A response, the same in all modes.
public struct TestResponse: Hashable, Sendable {
  /// The status.
  public let status: HTTPResponse.Status
  /// The header fields in the order in which they came.
  public let headers: HTTPFields
  /// The body, without a transfer coding.
  public let body: [UInt8]
  /// The names of the background tasks that will run after the response, in order; `nil` unless the request was
  /// answered in the test's own process.
  ///
  /// ``TestServer/backgroundTasksFinished(within:)`` returns the tasks that have run, in all modes.
  public let backgroundTaskNames: [String]?
  /// The form of the service's JSON.
  var jsonOptions = JSONOptions()

  init(
    status: HTTPResponse.Status, headers: HTTPFields, body: [UInt8], backgroundTaskNames: [String]? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.backgroundTaskNames = backgroundTaskNames
  }

  /// The body as text, with replacement characters for invalid UTF-8.
  public var text: String { String(decoding: body, as: UTF8.self) }

  /// Decodes the body as JSON, in the form that was passed to ``TestServer/run(_:grace:json:_:)``.
  ///
  /// - Parameter type: the type of the value; inferred if possible.
  /// - Returns: the decoded value.
  /// - Throws: ``WrongBody`` with the body's text if the body isn't JSON of that type.
  public func json<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    do {
      return try JSONContent.decode(type, from: body, options: jsonOptions)
    } catch {
      throw WrongBody(type: "\(type)", status: status.code, text: text, reason: "\(error)")
    }
  }

  /// The error of a body that doesn't have the expected type.
  public struct WrongBody: Error, Hashable, Sendable, CustomStringConvertible {
    /// The expected type.
    public let type: String
    /// The response's status.
    public let status: Int
    /// The body as text.
    public let text: String
    /// The reason.
    public let reason: String

    /// The sentence for a failure message, with the beginning of the body.
    public var description: String {
      let excerpt = text.count > 500 ? text.prefix(500) + "…" : text[...]
      return "the body of the \(status) is no \(type): \(excerpt.debugDescription) (\(reason))"
    }
  }
}
