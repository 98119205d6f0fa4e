import Glibc

extension NginxServer {
  /// The `fastcgi_param` lines of Debian's `fastcgi_params`.
  ///
  /// For a site with its own locations; ``plainSite(for:)`` contains them.
  public static let fastCGIParams = """
    fastcgi_param QUERY_STRING $query_string;
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param CONTENT_TYPE $content_type;
    fastcgi_param CONTENT_LENGTH $content_length;
    fastcgi_param SCRIPT_NAME $fastcgi_script_name;
    fastcgi_param REQUEST_URI $request_uri;
    fastcgi_param DOCUMENT_URI $document_uri;
    fastcgi_param DOCUMENT_ROOT $document_root;
    fastcgi_param SERVER_PROTOCOL $server_protocol;
    fastcgi_param REQUEST_SCHEME $scheme;
    fastcgi_param HTTPS $https if_not_empty;
    fastcgi_param GATEWAY_INTERFACE CGI/1.1;
    fastcgi_param SERVER_SOFTWARE nginx/$nginx_version;
    fastcgi_param REMOTE_ADDR $remote_addr;
    fastcgi_param REMOTE_PORT $remote_port;
    fastcgi_param REMOTE_USER $remote_user;
    fastcgi_param SERVER_ADDR $server_addr;
    fastcgi_param SERVER_PORT $server_port;
    fastcgi_param SERVER_NAME $server_name;
    """

  /// Returns the minimal site, which passes on every request, with one connection per request.
  ///
  /// - Parameter address: the address on which the application listens.
  /// - Returns: the contents of a `server { … }` block.
  public static func plainSite(for address: ServerAddress) -> String {
    """
    location / {
    \(fastCGIParams)
    fastcgi_pass \(address.nginxAddress);
    }
    """
  }

  /// Returns an upstream that keeps connections, and the site that uses it.
  ///
  /// - Parameters:
  ///   - address: the address on which the application listens.
  ///   - connections: the number of idle connections that each worker process of nginx keeps; 8 by default.
  /// - Returns: the texts for the `site` and `http` parameters of ``run(site:http:workerProcesses:_:)``.
  public static func keepingConnections(
    to address: ServerAddress, connections: Int = 8
  ) -> (site: String, http: String) {
    let site = """
      location / {
      \(fastCGIParams)
      fastcgi_keep_conn on;
      fastcgi_pass application;
      }
      """
    let http = """
      upstream application {
      server \(address.nginxAddress);
      keepalive \(connections);
      }
      """
    return (site, http)
  }

  static func serving(site: String, http: String, listen address: ServerAddress) -> String {
    """
    \(http)
    server {
    listen \(address.nginxAddress);
    server_name localhost;
    \(site)
    }
    """
  }

  static func configuration(
    http: String, workerProcesses: Int, accessLog: String = "access_log off;"
  ) -> String {
    // Otherwise root's nginx drops its privileges and can't reach the sockets in the tests' folders.
    let user = geteuid() == 0 ? "user root;" : ""
    return """
      daemon off;
      \(user)
      worker_processes \(workerProcesses);
      pid nginx.pid;
      error_log stderr info;
      events { worker_connections 512; }
      http {
      \(accessLog)
      client_body_temp_path client_body;
      fastcgi_temp_path fastcgi;
      proxy_temp_path proxy;
      scgi_temp_path scgi;
      uwsgi_temp_path uwsgi;
      \(http)
      }
      """
  }
}
