import requests

session = requests.Session()


def status(url):
    r = requests.get(url)  # expect: dead-peer-timeout
    return r.status_code
