/// The outcome of a request at the level of the protocol (FastCGI 1.0, section 5.5).
public struct ProtocolStatus: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// Creates a protocol status from any number, known to the specification or not.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The request ended normally.
  public static let requestComplete = ProtocolStatus(rawValue: 0)
  /// A second request was begun on a connection of an application that serves one at a time.
  public static let cannotMultiplexConnection = ProtocolStatus(rawValue: 1)
  /// The application ran out of a resource.
  public static let overloaded = ProtocolStatus(rawValue: 2)
  /// The application doesn't play the requested role.
  public static let unknownRole = ProtocolStatus(rawValue: 3)
}

extension ProtocolStatus: CustomStringConvertible {
  /// The name in the specification, or the number of an unknown status.
  public var description: String {
    switch self {
    case .requestComplete: "REQUEST_COMPLETE"
    case .cannotMultiplexConnection: "CANT_MPX_CONN"
    case .overloaded: "OVERLOADED"
    case .unknownRole: "UNKNOWN_ROLE"
    default: "protocol status \(rawValue)"
    }
  }
}
