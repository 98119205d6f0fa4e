extension WebServer {
  /// nginx with a connection for each request.
  static let nginxPlain = nginx("nginx", site: "sites/plain.conf")

  /// nginx with connections that it keeps.
  static let nginxKept = nginx("nginx, kept connections", site: "registration.conf")

  /// nginx with one of the sites that are shipped.
  static func nginx(_ name: String, site: String) -> WebServer {
    WebServer(
      name: name, package: "nginx", executable: "/usr/sbin/nginx",
      arguments: { ["-p", $0, "-c", $0 + "/nginx.conf", "-e", "stderr"] },
      configuration: { placement in
        let site = try ShippedFile(site).passing(to: placement)
          .replacing("listen 80;", with: "listen \(placement.host):\(placement.port);")
          .replacing("listen [::]:80;", with: "")
        return [
          "nginx.conf": nginxConfiguration,
          "site.conf": site.text.replacing("/var/log/nginx/", with: placement.folder + "/"),
          "afterglow_params": try ShippedFile("afterglow_params").text,
        ]
      })
  }

  /// What Debian's nginx.conf has outside of the sites.
  private static let nginxConfiguration = """
    daemon off;
    # The tests' folders are root's, if they are run by root.
    user root;
    pid nginx.pid;
    error_log stderr info;
    events { worker_connections 512; }
    http {
    access_log off;
    client_body_temp_path client_body;
    fastcgi_temp_path fastcgi;
    proxy_temp_path proxy;
    scgi_temp_path scgi;
    uwsgi_temp_path uwsgi;
    include site.conf;
    }
    """
}
