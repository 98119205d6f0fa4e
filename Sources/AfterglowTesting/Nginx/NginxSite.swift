import FoundationEssentials

/// A site file as nginx includes it in production, which a test has served by an nginx of its own.
///
/// What ties the file to its machine is changed, and nothing else:
///
/// | directive | in the test |
/// | --- | --- |
/// | `listen` | the test's port; the server that passes requests on is the default one |
/// | `fastcgi_pass`, and `server` in an upstream it names | the socket of the spawned service |
/// | TLS | left out, unless the test has a certificate: then what has no TLS listens on a unix socket |
/// | `access_log`, `error_log` | left out: what nginx logs as errors is in ``NginxServer/log`` |
/// | `…_temp_path`, `fastcgi_cache_path` | a folder of the test |
/// | `include` of a relative path | the file beside the site file, in the folder above, or in `/etc/nginx` |
///
/// Included files are served as they are.
public struct NginxSite: Hashable, Sendable {
  private enum Source: Hashable {
    case file(String)
    case text(String)
  }

  private let source: Source
  private let replacements: [String: String]

  /// The site in a file.
  ///
  /// - Parameters:
  ///   - path: The path, absolute or from the folder of the package that the calling source file belongs to.
  ///   - replacements: The beginnings of other paths in the file, such as that of `root`, and what stands in their place
  ///     in the test.
  ///   - caller: The calling source file.
  /// - Returns: The site.
  public static func file(
    _ path: String, replacing replacements: [String: String] = [:], caller: String = #filePath
  ) -> NginxSite {
    let absolute = path.hasPrefix("/") ? path : packageFolder(of: caller) + "/" + path
    return NginxSite(source: .file(absolute), replacements: replacements)
  }

  /// The site in a text.
  ///
  /// - Parameter text: What would stand in a site file.
  /// - Returns: The site.
  public static func text(_ text: String) -> NginxSite {
    NginxSite(source: .text(text), replacements: [:])
  }

  /// Reads the site for a test.
  func load() throws(NginxSiteError) -> RewrittenSite {
    switch source {
    case .text(let text):
      return try RewrittenSite(
        NginxParser.directives(in: text), folder: "/etc/nginx", replacements: replacements)
    case .file(let path):
      let text: String
      do {
        text = try String(contentsOfFile: path, encoding: .utf8)
      } catch {
        throw .unreadable(path: path, reason: "\(error)")
      }
      return try RewrittenSite(
        NginxParser.directives(in: text), folder: Self.folder(of: path), replacements: replacements)
    }
  }

  private static func packageFolder(of sourceFile: String) -> String {
    var candidate = folder(of: sourceFile)
    while candidate != "/" {
      if FileManager.default.fileExists(atPath: candidate + "/Package.swift") { return candidate }
      candidate = folder(of: candidate)
    }
    return FileManager.default.currentDirectoryPath
  }

  private static func folder(of path: String) -> String {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    return end == path.startIndex ? "/" : String(path[..<end])
  }
}
