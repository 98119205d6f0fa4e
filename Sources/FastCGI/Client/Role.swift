/// The role that a web server asks the application to play (FastCGI 1.0, section 6).
///
/// It is a structure, not an enumeration, so that tests can ask for a role that doesn't exist.
public struct Role: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt16

  /// Creates a role from any number, known to the specification or not.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// The application answers an HTTP request, as a CGI program does.
  public static let responder = Role(rawValue: 1)
  /// The application decides whether an HTTP request is authorised.
  public static let authorizer = Role(rawValue: 2)
  /// The application processes a file of the web server on its way to the client.
  public static let filter = Role(rawValue: 3)
}
