import FoundationEssentials

/// The directives of a site file, changed for the test as the table of ``NginxSite`` says.
struct RewrittenSite {
  private static let logs: Set = ["access_log", "error_log"]
  private static let writtenPaths: Set = [
    "client_body_temp_path", "fastcgi_temp_path", "proxy_temp_path", "scgi_temp_path", "uwsgi_temp_path",
    "fastcgi_cache_path", "proxy_cache_path",
  ]

  private let directives: [NginxDirective]
  private let folder: String
  private let replacements: [(from: String, to: String)]
  private let upstreams: Set<String>
  private let defaultServer: Int

  /// Fails if no request is passed on, since the test would not reach the service.
  init(
    _ directives: [NginxDirective], folder: String, replacements: [String: String]
  ) throws(NginxSiteError) {
    let first = directives.firstIndex { $0.name == "server" && $0.contains("fastcgi_pass") }
    guard let first else { throw .passesNothingOn }
    defaultServer = first
    self.directives = directives
    self.folder = folder
    // The longest first, since it is the most specific.
    self.replacements = replacements.map { ($0.key, $0.value) }.sorted { $0.from.count > $1.from.count }
    let passes = directives.flatMap { Self.values(of: "fastcgi_pass", in: $0) }
    upstreams = Set(passes)
  }

  /// Returns the directives for the inside of `http { … }`.
  ///
  /// - Parameter surroundings: the test's replacements for the file's machine.
  /// - Returns: the directives as text.
  /// - Throws: ``NginxSiteError/unknownService(_:)`` if the test names no service for an address in the file.
  func text(in surroundings: SiteSurroundings) throws(NginxSiteError) -> String {
    var lines: [String] = []
    for (index, directive) in directives.enumerated() {
      let isDefault = index == defaultServer
      let listening =
        directive.name == "server"
        ? directive.listening(in: surroundings, isDefault: isDefault) : directive
      if let result = try rewritten(listening, surroundings) { lines.append(result.description) }
    }
    return lines.joined(separator: "\n")
  }

  private func rewritten(
    _ directive: NginxDirective, _ surroundings: SiteSurroundings
  ) throws(NginxSiteError) -> NginxDirective? {
    if Self.logs.contains(directive.name) { return nil }
    if directive.name.hasPrefix("ssl_"), surroundings.certificate == nil { return nil }
    var result = directive
    switch directive.name {
    case "upstream" where upstreams.contains(directive.words.last ?? ""):
      result.block = try servers(of: directive.block ?? [], surroundings)
      return result
    case "fastcgi_pass" where !directives.contains(where: { $0.words == ["upstream"] + directive.arguments }):
      result.words = ["fastcgi_pass", try surroundings.service(for: directive.words.last ?? "")]
    case "ssl_certificate": result.words[1...] = [surroundings.certificate?.chain ?? ""]
    case "ssl_certificate_key": result.words[1...] = [surroundings.certificate?.key ?? ""]
    case "include":
      result.words = ["include"] + directive.arguments.map(resolved)
    case let name where Self.writtenPaths.contains(name) && directive.words.count > 1:
      let last = directive.words[1].split(separator: "/").last.map(String.init) ?? name
      result.words[1] = surroundings.prefix + "/" + last
    default:
      result.words = [directive.name] + directive.arguments.map(replaced)
    }
    if let block = directive.block { result.block = try rewritten(block, surroundings) }
    return result
  }

  private func rewritten(
    _ block: [NginxDirective], _ surroundings: SiteSurroundings
  ) throws(NginxSiteError) -> [NginxDirective] {
    var result: [NginxDirective] = []
    for directive in block {
      if let directive = try rewritten(directive, surroundings) { result.append(directive) }
    }
    return result
  }

  private func servers(
    of upstream: [NginxDirective], _ surroundings: SiteSurroundings
  ) throws(NginxSiteError) -> [NginxDirective] {
    if case .every(let address) = surroundings.services {
      let server = NginxDirective(["server", address.nginxAddress])
      return [server] + upstream.filter { $0.name != "server" }
    }
    var result = upstream
    for index in result.indices where result[index].name == "server" && result[index].words.count > 1 {
      result[index].words[1] = try surroundings.service(for: result[index].words[1])
    }
    return result
  }

  /// Returns an absolute path, found as in production, where `/etc/nginx` is the folder above that of the sites.
  private func resolved(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return replaced(path) }
    let candidates = [folder, folder + "/.."].map { $0 + "/" + path }
    return candidates.first { FileManager.default.fileExists(atPath: $0) } ?? "/etc/nginx/" + path
  }

  private func replaced(_ word: String) -> String {
    guard let match = replacements.first(where: { word.hasPrefix($0.from) }) else { return word }
    return match.to + word.dropFirst(match.from.count)
  }

  private static func values(of name: String, in directive: NginxDirective) -> [String] {
    let own = directive.name == name ? Array(directive.arguments) : []
    return own + (directive.block ?? []).flatMap { values(of: name, in: $0) }
  }
}

extension NginxDirective {
  /// Returns a `server` block with the test's `listen` in place of its own.
  fileprivate func listening(in surroundings: SiteSurroundings, isDefault: Bool) -> NginxDirective {
    let inside = block ?? []
    let flags = Set(inside.filter { $0.name == "listen" }.flatMap(\.arguments))
    var listen = ["listen", surroundings.listen.nginxAddress]
    if surroundings.certificate != nil {
      if flags.contains("ssl") {
        listen += ["ssl"] + (flags.contains("http2") ? ["http2"] : [])
      } else {
        listen[1] = surroundings.listenWithoutTLS.nginxAddress
      }
    }
    if isDefault { listen.append("default_server") }
    return NginxDirective(words, block: [NginxDirective(listen)] + inside.filter { $0.name != "listen" })
  }
}
