/// The role a web server asks the application to play (FastCGI 1.0, section 6).
///
/// A structure rather than an enumeration, so that tests can ask for a role that doesn't exist.
public struct Role: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// Makes a role of any number, known to the specification or not.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Answers an HTTP request, as a CGI program does.
  public static let responder = Role(rawValue: 1)
  /// Decides whether an HTTP request is authorised.
  public static let authorizer = Role(rawValue: 2)
  /// Processes a file of the web server on its way to the client.
  public static let filter = Role(rawValue: 3)
}
