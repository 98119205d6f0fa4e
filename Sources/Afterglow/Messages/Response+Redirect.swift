import HTTPTypes

extension Response {
  /// Returns a redirect within the site.
  ///
  ///     try Response.redirect(to: "/users/7")
  ///
  /// The target is a path, optionally with a query and a fragment, or a reference relative to the request's path.
  /// Non-ASCII characters are percent-encoded. A target on another site is refused in every spelling
  /// (`https://evil.example`, `//evil.example`, `/\evil.example`): a service that redirects to an address from a
  /// parameter lends its good name to the author of the link. For a target from the client, provide a fallback:
  ///
  ///     try (try? Response.redirect(to: next)) ?? Response.redirect(to: "/")
  ///
  /// - Parameters:
  ///   - target: the path or relative reference to redirect to.
  ///   - status: the status; 303 by default, which suits the answer to a form and never repeats a POST.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
  /// - Returns: the response.
  /// - Throws: ``RedirectTargetError`` if the target is malformed or leads to another site.
  public static func redirect(
    to target: String, status: RedirectStatus = .seeOther, background: (any BackgroundWork)? = nil
  ) throws(RedirectTargetError) -> Response {
    let location = try encodedTarget(target)
    // RFC 3986, section 4.2: a relative reference without an authority, and without a colon in its first segment.
    let firstSegment = location.prefix { !"/?#".contains($0) }
    guard !location.hasPrefix("//"), !firstSegment.contains(":") else {
      throw RedirectTargetError(target: target, reason: .otherSite)
    }
    return redirect(location: location, status, background)
  }

  /// Returns a redirect to another site.
  ///
  ///     try Response.redirect(toOtherSite: "https://www.swift.org/")
  ///
  /// Never pass an address from a client without comparing it with a list of those allowed.
  ///
  /// - Parameters:
  ///   - address: the absolute address, with the scheme `https` or `http`.
  ///   - status: the status; 303 by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; `nil` by default.
  /// - Returns: the response.
  /// - Throws: ``RedirectTargetError`` if the address is malformed or not absolute.
  public static func redirect(
    toOtherSite address: String, status: RedirectStatus = .seeOther, background: (any BackgroundWork)? = nil
  ) throws(RedirectTargetError) -> Response {
    let location = try encodedTarget(address)
    let scheme = ["https://", "http://"].first { location.lowercased().hasPrefix($0) }
    guard let scheme, let first = location.dropFirst(scheme.count).first, !"/?#".contains(first) else {
      throw RedirectTargetError(target: address, reason: .noAddress)
    }
    return redirect(location: location, status, background)
  }

  private static func redirect(
    location: String, _ status: RedirectStatus, _ background: (any BackgroundWork)?
  ) -> Response {
    Response(status: status.status, headers: [.location: location], background: background)
  }

  /// Returns the target in ASCII (RFC 9110, section 10.2.2: a URI reference).
  ///
  /// Tabs, line breaks and backslashes are refused: browsers drop the former and take a backslash for a slash (WHATWG
  /// URL, section 4.4), so they would follow another address than the one checked.
  private static func encodedTarget(_ target: String) throws(RedirectTargetError) -> String {
    let isMalformed = target.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
    guard !target.isEmpty, !isMalformed else {
      throw RedirectTargetError(target: target, reason: .malformed)
    }
    return PercentEncoding.encodingNonASCII(target)
  }
}

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

/// An error about a redirect's target that is refused.
///
/// By default, the client gets a 500 and the error is logged. Handlers that redirect to a target from the client should
/// catch it.
public struct RedirectTargetError: Error, Hashable, CustomStringConvertible {
  /// The reasons for refusing a target.
  public enum Reason: Hashable, Sendable {
    /// The target is empty, or has white space, a control character or a backslash.
    case malformed
    /// The target leads to another site.
    case otherSite
    /// The target is not an `http` or `https` address with a host.
    case noAddress
  }

  /// The refused target.
  public let target: String

  /// The reason.
  public let reason: Reason

  /// A description of the error, with the target and a remedy.
  public var description: String {
    let target = target.debugDescription
    return switch reason {
    case .malformed:
      "No redirect to \(target): it is empty, or has white space, a control character or a backslash. Encode it."
    case .otherSite:
      "No redirect to \(target): it leads to another site. Use redirect(toOtherSite:) if it is one that is trusted."
    case .noAddress:
      "No redirect to \(target): it does not begin with https:// or http:// and a host."
    }
  }
}
