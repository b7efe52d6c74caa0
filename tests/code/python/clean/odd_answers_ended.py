"""Answers that look odd are kept for the report, with their connections."""
import requests


class Collector:
    def __init__(self):
        self.http = requests.Session()
        self.odd = []

    def page(self, url, out):
        answer = self.http.get(url, stream=True, timeout=(5, 30))
        if answer.status_code == 204:
            answer.close()
            return 0
        if answer.headers.get("Content-Type") != "text/html":
            self.odd.append(answer)
            return 0
        with answer:
            for block in answer.iter_content(65536):
                out.write(block)
        return 1

    def drop_odd(self):
        while self.odd:
            self.odd.pop().close()

    def report(self):
        return [(a.url, a.status_code) for a in self.odd]
