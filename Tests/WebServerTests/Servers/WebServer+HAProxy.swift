extension WebServer {
  static let haproxy = WebServer(
    name: "HAProxy", package: "haproxy", executable: "/usr/sbin/haproxy",
    arguments: { ["-db", "-f", $0 + "/haproxy.cfg"] },
    configuration: { placement in
      let site = try ShippedFile("other-servers/haproxy.cfg").passing(to: placement)
        .replacing("bind :80\n", with: "bind \(placement.host):\(placement.port)\n")
      return ["haproxy.cfg": site.text]
    })
}
