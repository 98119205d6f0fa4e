/// A challenge that tells a client how to authenticate: one `WWW-Authenticate` field (RFC 9110, section 11.6.1).
public struct AuthenticationChallenge: Hashable, Sendable, CustomStringConvertible {
  /// The authentication scheme.
  public let scheme: String

  /// The field's value: `Basic realm="Registration", charset="UTF-8"`.
  public let description: String

  /// Creates a challenge.
  ///
  /// - Parameters:
  ///   - scheme: the authentication scheme, such as `Basic` or `Bearer`.
  ///   - realm: the name of the protected area, which browsers show; without control characters.
  ///   - parameters: further parameters, written after the realm in their order; none by default.
  public init(_ scheme: String, realm: String, parameters: KeyValuePairs<String, String> = [:]) {
    precondition(scheme.isToken, "an authentication scheme is letters, digits and a few signs: \(scheme)")
    self.scheme = scheme
    description = "\(scheme) realm=\(Self.quoted(realm))" + Self.text(of: parameters)
  }

  private init(scheme: String, description: String) {
    self.scheme = scheme
    self.description = description
  }

  /// Returns the challenge with further parameters at its end.
  func adding(_ parameters: KeyValuePairs<String, String>) -> AuthenticationChallenge {
    AuthenticationChallenge(scheme: scheme, description: description + Self.text(of: parameters))
  }

  private static func text(of parameters: KeyValuePairs<String, String>) -> String {
    parameters.map { ", \($0.key)=\(quoted($0.value))" }.joined()
  }

  /// Returns a quoted string (RFC 9110, section 5.6.4).
  private static func quoted(_ value: String) -> String {
    precondition(
      value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
      "a challenge has no control characters: \(value.debugDescription)")
    return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension String {
  /// Whether the text is a token (RFC 9110, section 5.6.2).
  fileprivate var isToken: Bool {
    !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
