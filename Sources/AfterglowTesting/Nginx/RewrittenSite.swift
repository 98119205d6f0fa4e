import FoundationEssentials

/// The directives of a site file with what ties them to their machine changed, as the table of ``NginxSite`` says.
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

  /// Fails when nothing is passed on: the test would not reach the service.
  init(
    _ directives: [NginxDirective], folder: String, replacements: [String: String]
  ) throws(NginxSiteError) {
    let first = directives.firstIndex { $0.name == "server" && $0.contains("fastcgi_pass") }
    guard let first else { throw .passesNothingOn }
    defaultServer = first
    self.directives = directives
    self.folder = folder
    // The longest first: it is the most particular.
    self.replacements = replacements.map { ($0.key, $0.value) }.sorted { $0.from.count > $1.from.count }
    let passes = directives.flatMap { Self.values(of: "fastcgi_pass", in: $0) }
    upstreams = Set(passes)
  }

  /// The text for the inside of `http { … }`.
  ///
  /// - Parameters:
  ///   - application: Where the service listens.
  ///   - address: Where nginx is to listen.
  ///   - prefix: The folder for what nginx writes.
  /// - Returns: The directives as text.
  func text(passingTo application: ServerAddress, listeningOn address: ServerAddress, prefix: String)
    -> String
  {
    let targets = Targets(application: application.nginxAddress, listen: address.nginxAddress, prefix: prefix)
    return directives.enumerated().compactMap { index, directive in
      var directive = directive
      if directive.name == "server" {
        let inside = directive.block ?? []
        let listen = ["listen", targets.listen] + (index == defaultServer ? ["default_server"] : [])
        directive.block = [NginxDirective(listen)] + inside.filter { $0.name != "listen" }
      }
      return rewritten(directive, targets)?.description
    }.joined(separator: "\n")
  }

  private struct Targets {
    let application: String
    let listen: String
    let prefix: String
  }

  private func rewritten(_ directive: NginxDirective, _ targets: Targets) -> NginxDirective? {
    if Self.logs.contains(directive.name) || directive.name.hasPrefix("ssl_") { return nil }
    var result = directive
    switch directive.name {
    case "upstream" where upstreams.contains(directive.words.last ?? ""):
      let others = directive.block?.filter { $0.name != "server" } ?? []
      result.block = [NginxDirective(["server", targets.application])] + others
      return result
    case "fastcgi_pass" where !directives.contains(where: { $0.words == ["upstream"] + directive.arguments }):
      result.words = ["fastcgi_pass", targets.application]
    case "include":
      result.words = ["include"] + directive.arguments.map(resolved)
    case let name where Self.writtenPaths.contains(name) && directive.words.count > 1:
      let last = directive.words[1].split(separator: "/").last.map(String.init) ?? name
      result.words[1] = targets.prefix + "/" + last
    default:
      result.words = [directive.name] + directive.arguments.map(replaced)
    }
    result.block = directive.block?.compactMap { rewritten($0, targets) }
    return result
  }

  private func resolved(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return replaced(path) }
    let beside = folder + "/" + path
    return FileManager.default.fileExists(atPath: beside) ? beside : "/etc/nginx/" + path
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
