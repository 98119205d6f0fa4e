import FoundationEssentials

/// A site file that nginx includes in production, served by the test's own nginx.
///
/// Only the parts that tie the file to its machine are changed:
///
/// | directive | in the test |
/// | --- | --- |
/// | `listen` | the test's port; the server that passes requests on is the default one |
/// | `fastcgi_pass`, and `server` in an upstream it names | the socket of the spawned service |
/// | TLS | left out, unless the test has a certificate: then servers without TLS listen on a unix socket |
/// | `access_log`, `error_log` | left out: what nginx logs as errors is in ``NginxServer/log`` |
/// | `…_temp_path`, `fastcgi_cache_path` | a folder of the test |
/// | `include` of a relative path | the file beside the site file, in the folder above, or in `/etc/nginx` |
///
/// Included files are not changed.
public struct NginxSite: Hashable, Sendable {
  private enum Source: Hashable {
    case file(String)
    case text(String)
  }

  private let source: Source
  private let replacements: [String: String]

  /// Returns the site in a file.
  ///
  /// - Parameters:
  ///   - path: the path to the file, absolute or relative to the package folder of the calling source file.
  ///   - replacements: the beginnings of other paths in the file, such as that of `root`, with their replacements in
  ///     the test; none by default.
  ///   - caller: the calling source file, filled in by the compiler.
  /// - Returns: the site.
  public static func file(
    _ path: String, replacing replacements: [String: String] = [:], caller: String = #filePath
  ) -> NginxSite {
    let absolute = path.hasPrefix("/") ? path : packageFolder(of: caller) + "/" + path
    return NginxSite(source: .file(absolute), replacements: replacements)
  }

  /// Returns the site in a text.
  ///
  /// - Parameter text: the text of a site file.
  /// - Returns: the site.
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
