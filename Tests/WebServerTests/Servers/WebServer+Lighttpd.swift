extension WebServer {
  static let lighttpd = WebServer(
    name: "lighttpd", package: "lighttpd", executable: "/usr/sbin/lighttpd",
    arguments: { ["-D", "-f", $0 + "/lighttpd.conf"] },
    configuration: { placement in
      let site = try ShippedFile("other-servers/lighttpd.conf").passing(to: placement)
        .replacing(
          "server.port = 80\n",
          with: "server.port = \(placement.port)\nserver.bind = \"\(placement.host)\"\n")
        .replacing("/var/www/html", with: placement.folder)
      return ["lighttpd.conf": site.text]
    })
}
