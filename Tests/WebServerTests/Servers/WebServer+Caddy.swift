extension WebServer {
  static let caddy = WebServer(
    name: "Caddy", executable: "/usr/bin/caddy",
    configuration: .files(arguments: { ["run", "--config", $0 + "/Caddyfile", "--adapter", "caddyfile"] }) {
      placement in
      let site = try ShippedFile("other-servers/Caddyfile").passing(to: placement)
        .replacing("\n:80 {", with: "\n:\(placement.port) {\n\tbind \(placement.host)")
      // Without the system's certificates, its folders, and the port of its administration.
      let options = """
        {
        \tadmin off
        \tauto_https off
        \tstorage file_system \(placement.folder)
        }

        """
      return ["Caddyfile": options + site.text]
    })
}
