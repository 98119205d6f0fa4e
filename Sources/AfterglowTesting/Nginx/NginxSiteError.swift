/// The error of a site file that the kit can't serve.
public enum NginxSiteError: Error, Hashable, Sendable {
  /// The file can't be read.
  case unreadable(path: String, reason: String)
  /// The file isn't in nginx's language.
  case malformed(line: Int, reason: String)
  /// No `server { … }` of the file has a `fastcgi_pass`.
  case passesNothingOn
  /// The file passes requests to an address for which the test names no service.
  case unknownService(String)
}

extension NginxSiteError: CustomStringConvertible {
  /// The sentence for a failure message, with the remedy.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "the site file \(path) can't be read: \(reason); a relative path starts at the folder of Package.swift"
    case .malformed(let line, let reason): "the site file is malformed in line \(line): \(reason)"
    case .passesNothingOn:
      "the site file has no server { … } with a fastcgi_pass; it is to be a file that nginx includes inside http { … }"
    case .unknownService(let address):
      "the site file passes requests to \(address), and the test names no service for it"
    }
  }
}
