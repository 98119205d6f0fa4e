import Testing

@testable import AfterglowTesting

@Suite struct NginxSiteTests {
  private func rewritten(
    _ text: String, replacing: [String: String] = [:],
    passingTo services: SiteSurroundings.Services = .every(.unix(path: "/t/s")),
    certificate: NginxCertificate? = nil
  ) throws(NginxSiteError) -> String {
    let site = try RewrittenSite(
      NginxParser.directives(in: text), folder: "/nowhere", replacements: replacing)
    let surroundings = SiteSurroundings(
      services: services, listen: .tcp(host: "127.0.0.1", port: 9), certificate: certificate, prefix: "/t")
    return try site.text(in: surroundings).replacing("\n", with: " ")
  }

  @Test func theSitePassesToTheSpawnedServiceOnTheTestsPort() throws {
    let text = try rewritten("server { listen 80; listen [::]:80; location / { fastcgi_pass unix:/run/x; } }")
    #expect(text == "server { listen 127.0.0.1:9 default_server; location / { fastcgi_pass unix:/t/s; } }")
  }

  @Test func anUpstreamKeepsItsNameAndItsOtherDirectives() throws {
    let text = try rewritten(
      "upstream a { server unix:/1; server unix:/2 backup; keepalive 4; } server { fastcgi_pass a; }")
    #expect(
      text == "upstream a { server unix:/t/s; keepalive 4; } "
        + "server { listen 127.0.0.1:9 default_server; fastcgi_pass a; }")
  }

  @Test func anUpstreamOfAnotherProtocolStays() throws {
    let text = try rewritten("upstream b { server 10.0.0.1; } server { fastcgi_pass unix:/x; }")
    #expect(text.hasPrefix("upstream b { server 10.0.0.1; }"))
  }

  @Test func tlsAndLogsAreLeftOut() throws {
    let text = try rewritten(
      "server { listen 443 ssl; ssl_certificate /c; access_log /l x; error_log /e; fastcgi_pass unix:/x; }")
    #expect(text == "server { listen 127.0.0.1:9 default_server; fastcgi_pass unix:/t/s; }")
  }

  @Test func eachAddressBecomesThatOfItsService() throws {
    let text = try rewritten(
      "upstream a { server 10.0.0.1:9 max_fails=1; server 10.0.0.2:9 backup; } server { fastcgi_pass a; }",
      passingTo: .named(["10.0.0.1:9": .unix(path: "/t/1"), "10.0.0.2:9": .tcp(host: "127.0.0.1", port: 2)]))
    #expect(text.hasPrefix("upstream a { server unix:/t/1 max_fails=1; server 127.0.0.1:2 backup; }"))
  }

  @Test func anAddressWithoutServiceIsNamed() throws {
    #expect(throws: NginxSiteError.unknownService("unix:/x")) {
      try rewritten("server { fastcgi_pass unix:/x; }", passingTo: .named([:]))
    }
  }

  @Test func withACertificateTLSStaysAndTheRestHasASocketOfItsOwn() throws {
    let text = try rewritten(
      "server { listen 80; return 301 /; } "
        + "server { listen 443 ssl http2; ssl_certificate /c; ssl_certificate_key /k; ssl_protocols TLSv1.3; "
        + "fastcgi_pass unix:/x; }",
      certificate: NginxCertificate(chain: "/t/c", key: "/t/k"))
    #expect(
      text == "server { listen unix:/t/plain.sock; return 301 /; } "
        + "server { listen 127.0.0.1:9 ssl http2 default_server; ssl_certificate /t/c; "
        + "ssl_certificate_key /t/k; ssl_protocols TLSv1.3; fastcgi_pass unix:/t/s; }")
  }

  @Test func theServerThatPassesOnIsTheDefaultOne() throws {
    let text = try rewritten("server { listen 80; return 301 /; } server { fastcgi_pass unix:/x; }")
    #expect(text.hasPrefix("server { listen 127.0.0.1:9; return 301 /; }"))
  }

  @Test func pathsBecomeThoseOfTheTest() throws {
    let text = try rewritten(
      "fastcgi_cache_path /var/cache/x levels=1; server { root /srv/www/a; include p; fastcgi_pass unix:/x; }",
      replacing: ["/srv": "/wrong", "/srv/www": "/right"])
    #expect(text.contains("fastcgi_cache_path /t/x levels=1;"))
    #expect(text.contains("root /right/a;"))
    #expect(text.contains("include /etc/nginx/p;"))
  }

  @Test func quotesVariablesAndCommentsAreReadAsNginxReadsThem() throws {
    let head = #"a "x;\"{" '}' ${y}z \;"#
    let directives = try NginxParser.directives(in: head + " {d;} # b;\ne;")
    #expect(directives.map(\.description) == [head + " {\nd;\n}", "e;"])
  }

  @Test(arguments: ["server { fastcgi_pass x;", "a", "}", ";", "a \"b", "a }"])
  func malformedTextIsAnErrorWithItsLine(text: String) throws {
    let error = #expect(throws: NginxSiteError.self) { try rewritten("\n" + text) }
    guard case .malformed(line: 2, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aFileThatPassesNothingOnIsAnError() throws {
    #expect(throws: NginxSiteError.passesNothingOn) { try rewritten("server { return 200; }") }
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    let error = #expect(throws: NginxSiteError.self) { try NginxSite.file("nowhere.conf").load() }
    #expect(error?.description.contains("/nowhere.conf") == true)
  }
}
