extension WebServer {
  static let h2o = WebServer(
    name: "H2O", executable: "/usr/bin/h2o",
    configuration: .files(arguments: { ["-c", $0 + "/h2o.conf"] }) { placement in
      let site = try ShippedFile("other-servers/h2o.conf").passing(to: placement)
        .replacing("listen: 80\n", with: "listen:\n  host: \(placement.host)\n  port: \(placement.port)\n")
      return ["h2o.conf": site.text]
    })
}
