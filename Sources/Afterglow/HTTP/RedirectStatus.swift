import HTTPTypes

/// The status of a redirect, which determines how a client follows it (RFC 9110, section 15.4).
public enum RedirectStatus: Int, Hashable, Sendable, CaseIterable {
  /// 301: permanent, so that clients remember it; a POST may become a GET.
  case movedPermanently = 301
  /// 302: temporary; a POST may become a GET.
  case found = 302
  /// 303: the result is at another address and fetched by GET, whatever the method was.
  case seeOther = 303
  /// 307: temporary, with the same method and body.
  case temporaryRedirect = 307
  /// 308: permanent, with the same method and body.
  case permanentRedirect = 308

  var status: HTTPResponse.Status {
    switch self {
    case .movedPermanently: .movedPermanently
    case .found: .found
    case .seeOther: .seeOther
    case .temporaryRedirect: .temporaryRedirect
    case .permanentRedirect: .permanentRedirect
    }
  }
}
