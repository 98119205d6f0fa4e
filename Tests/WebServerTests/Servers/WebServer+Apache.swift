extension WebServer {
  /// Apache httpd with mod_proxy_fcgi.
  static let apache = WebServer(
    name: "Apache httpd", executable: "/usr/sbin/apache2",
    configuration: .files(arguments: { ["-d", $0, "-f", $0 + "/apache.conf", "-DFOREGROUND"] }) { placement in
      let site = try ShippedFile("other-servers/apache.conf").passing(to: placement)
        .replacing("<VirtualHost *:80>", with: "<VirtualHost \(placement.host):\(placement.port)>")
      // What Debian's apache2.conf has outside of the sites.
      let server = """
        ServerName localhost
        DefaultRuntimeDir \(placement.folder)
        PidFile apache.pid
        User www-data
        Group www-data
        ErrorLog /dev/stderr
        Listen \(placement.host):\(placement.port)
        """
      let modules = ["mpm_event", "authz_core", "env", "unique_id", "proxy", "proxy_fcgi"].map { name in
        "LoadModule \(name)_module /usr/lib/apache2/modules/mod_\(name).so"
      }
      return ["apache.conf": modules.joined(separator: "\n") + "\n" + server + "\n" + site.text]
    })
}
