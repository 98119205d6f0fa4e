import Testing

@testable import AfterglowTesting

@Suite struct NginxSiteTests {
  private func rewritten(_ text: String, replacing: [String: String] = [:]) throws(NginxSiteError) -> String {
    let site = try RewrittenSite(
      NginxParser.directives(in: text), folder: "/nowhere", replacements: replacing)
    return site.text(
      passingTo: .unix(path: "/t/s"), listeningOn: .tcp(host: "127.0.0.1", port: 9), prefix: "/t"
    )
    .replacing("\n", with: " ")
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
