extension WebServer {
  static let haproxy = WebServer(
    name: "HAProxy", executable: "/usr/sbin/haproxy",
    configuration: .files(arguments: { ["-db", "-f", $0 + "/haproxy.cfg"] }) { placement in
      let site = try ShippedFile("other-servers/haproxy.cfg").passing(to: placement)
        .replacing("bind :80\n", with: "bind \(placement.host):\(placement.port)\n")
      return ["haproxy.cfg": site.text]
    })
}
