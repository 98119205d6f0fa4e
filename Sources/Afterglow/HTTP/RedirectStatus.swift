import HTTPTypes

/// How a client is to follow a redirect (RFC 9110, section 15.4).
public enum RedirectStatus: Int, Hashable, Sendable, CaseIterable {
  /// 301: for good, so that clients remember it; a POST may become a GET.
  case movedPermanently = 301
  /// 302: for now; a POST may become a GET.
  case found = 302
  /// 303: what is to be had is elsewhere, by GET whatever the method was.
  case seeOther = 303
  /// 307: for now, with the same method and body.
  case temporaryRedirect = 307
  /// 308: for good, with the same method and body.
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
