extension WebServer {
  static let lighttpd = WebServer(
    name: "lighttpd", executable: "/usr/sbin/lighttpd",
    configuration: .files(arguments: { ["-D", "-f", $0 + "/lighttpd.conf"] }) { placement in
      let site = try ShippedFile("other-servers/lighttpd.conf").passing(to: placement)
        .replacing(
          "server.port = 80\n",
          with: "server.port = \(placement.port)\nserver.bind = \"\(placement.host)\"\n"
        )
        .replacing("/var/www/html", with: placement.folder)
      return ["lighttpd.conf": site.text]
    })
}
