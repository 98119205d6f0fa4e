import HTTPTypes

extension Response {
  /// A redirect within the site.
  ///
  ///     try Response.redirect(to: "/users/7")
  ///
  /// The target is a path, with a query and a fragment if need be, or relative to the request's path. What is not ASCII
  /// is percent-encoded. One that leads to another site is refused, however it is written (`https://evil.example`,
  /// `//evil.example`, `/\evil.example`): a service that redirects to wherever a parameter says lends its good name to
  /// whoever writes the link. A target that the client named needs a way out:
  ///
  ///     try (try? Response.redirect(to: next)) ?? Response.redirect(to: "/")
  ///
  /// - Parameters:
  ///   - target: where to.
  ///   - status: how the client is to follow; 303 by default, which is right after a form and never repeats a POST.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  /// - Returns: the response.
  /// - Throws: ``RedirectTargetError``.
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

  /// A redirect to another site.
  ///
  ///     try Response.redirect(toOtherSite: "https://www.swift.org/")
  ///
  /// Never give it an address that a client has sent without comparing it with those that are allowed.
  ///
  /// - Parameters:
  ///   - address: the whole address, with `https` or `http`.
  ///   - status: how the client is to follow; 303 by default.
  ///   - background: a ``BackgroundTask`` or ``BackgroundTasks`` to run after the response; nothing by default.
  /// - Returns: the response.
  /// - Throws: ``RedirectTargetError``.
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

  /// The target in ASCII (RFC 9110, section 10.2.2: a URI reference).
  ///
  /// Browsers drop tabs and line breaks from an address and take a backslash for a slash (WHATWG URL, section 4.4), so
  /// that it would not be the one that was looked at.
  private static func encodedTarget(_ target: String) throws(RedirectTargetError) -> String {
    let isMalformed = target.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
    guard !target.isEmpty, !isMalformed else {
      throw RedirectTargetError(target: target, reason: .malformed)
    }
    return PercentEncoding.encodingNonASCII(target)
  }
}
