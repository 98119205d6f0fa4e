extension WebServer {
  static let caddy = WebServer(
    name: "Caddy", executable: "/usr/bin/caddy",
    configuration: .files(arguments: { ["run", "--config", $0 + "/Caddyfile", "--adapter", "caddyfile"] }) {
      placement in
      let site = try ShippedFile("other-servers/Caddyfile").passing(to: placement)
        .replacing("\n:80 {", with: "\n:\(placement.port) {\n\tbind \(placement.host)")
      // Without certificates, and without the port of its administration.
      let options = """
        {
        \tadmin off
        \tauto_https off
        }

        """
      return ["Caddyfile": options + site.text]
    })
}
