import Afterglow
import HTTPTypes

extension Request {
  /// The credentials of the `Authorization` field if they are of that scheme (RFC 9110, section 11.4), perhaps empty.
  func credentials(ofScheme scheme: String) -> Substring? {
    guard let field = headers[.authorization] else { return nil }
    // Bytes, since a client can send a character that takes long to compare.
    let name = field.utf8.prefix { $0 != UInt8(ascii: " ") }
    // RFC 9110, section 11.1: in whatever case.
    guard Substring(name).lowercased().utf8.elementsEqual(scheme.lowercased().utf8) else { return nil }
    return Substring(field.utf8[name.endIndex...].drop { $0 == UInt8(ascii: " ") })
  }
}
