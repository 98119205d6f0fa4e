/// The type of a record (FastCGI 1.0, section 8).
///
/// It is a structure, not an enumeration, so that types unknown to the specification can be sent and received.
public struct RecordType: RawRepresentable, Hashable, Sendable {
  /// The number on the wire.
  public let rawValue: UInt8

  /// Creates a record type from any number, known to the specification or not.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The start of a request, sent by the web server.
  public static let beginRequest = RecordType(rawValue: 1)
  /// The request to give up a request, sent by the web server.
  public static let abortRequest = RecordType(rawValue: 2)
  /// The end of a request, sent by the application.
  public static let endRequest = RecordType(rawValue: 3)
  /// A piece of the stream of name-value pairs that describe the request.
  public static let params = RecordType(rawValue: 4)
  /// A piece of the request's body.
  public static let stdin = RecordType(rawValue: 5)
  /// A piece of the response.
  public static let stdout = RecordType(rawValue: 6)
  /// A piece of the application's error output.
  public static let stderr = RecordType(rawValue: 7)
  /// A piece of the additional stream of the filter role.
  public static let data = RecordType(rawValue: 8)
  /// A management query for the application's variables.
  public static let getValues = RecordType(rawValue: 9)
  /// The answer to ``getValues``.
  public static let getValuesResult = RecordType(rawValue: 10)
  /// The answer to a management record of a type the application doesn't know.
  public static let unknownType = RecordType(rawValue: 11)
}

extension RecordType: CustomStringConvertible {
  /// The name in the specification, or the number of an unknown type.
  public var description: String {
    let names = [
      "BEGIN_REQUEST", "ABORT_REQUEST", "END_REQUEST", "PARAMS", "STDIN", "STDOUT", "STDERR", "DATA",
      "GET_VALUES", "GET_VALUES_RESULT", "UNKNOWN_TYPE",
    ]
    return (1...names.count).contains(Int(rawValue)) ? names[Int(rawValue) - 1] : "type \(rawValue)"
  }
}
