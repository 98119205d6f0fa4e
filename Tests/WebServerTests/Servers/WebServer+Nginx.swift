extension WebServer {
  /// nginx with a connection for each request.
  static let nginxPlain = nginx("nginx", site: "sites/plain.conf")

  /// nginx with connections that it keeps.
  static let nginxKept = nginx("nginx, kept connections", site: "sites/kept-connections.conf")

  private static func nginx(_ name: String, site: String) -> WebServer {
    WebServer(name: name, executable: "/usr/sbin/nginx", configuration: .site(site))
  }
}
