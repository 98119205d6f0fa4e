import Afterglow
import HTTPTypes

extension Request {
  /// The credentials of the `Authorization` field if they are of that scheme (RFC 9110, section 11.4), perhaps empty.
  func credentials(ofScheme scheme: String) -> Substring? {
    guard let field = headers[.authorization] else { return nil }
    let name = field.prefix { $0 != " " }
    // RFC 9110, section 11.1: in whatever case.
    guard name.lowercased() == scheme.lowercased() else { return nil }
    return field[name.endIndex...].drop { $0 == " " }
  }
}
