#include "monitorserver.h"
#include <QTcpServer>
#include <QTcpSocket>
#include <QJsonDocument>

MonitorServer::MonitorServer(QObject *parent)
    : QObject(parent)
    , m_server(new QTcpServer(this))
{
    connect(m_server, &QTcpServer::newConnection, this, &MonitorServer::onNewConnection);
}

bool MonitorServer::listen(quint16 port)
{
    if (!m_server->listen(QHostAddress::LocalHost, port)) {
        qWarning() << "listen failed:" << m_server->errorString();
        return false;
    }
    return true;
}

void MonitorServer::onNewConnection()
{
    while (QTcpSocket *sock = m_server->nextPendingConnection()) {
        connect(sock, &QTcpSocket::readyRead, this, [this, sock] { onReadyRead(sock); });
        connect(sock, &QTcpSocket::disconnected, sock, &QObject::deleteLater);
        connect(sock, &QTcpSocket::disconnected, this, [this, sock] { m_clients.remove(sock); });
        m_clients.insert(sock);
    }
}

void MonitorServer::onReadyRead(QTcpSocket *sock)
{
    while (sock->canReadLine()) {
        const QByteArray line = sock->readLine().trimmed();
        if (line == "quit") {
            sock->disconnectFromHost();
            return;
        }
        sock->write(QJsonDocument(snapshot(line)).toJson(QJsonDocument::Compact) + '\n');
    }
}
