#include <QCoreApplication>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QDateTime>
#include <QDebug>

// Truck scales of the gravel works. One QTcpSocket per scale, all in the main thread.

class ScaleServer : public QTcpServer
{
    Q_OBJECT
public:
    explicit ScaleServer(QObject *parent = nullptr) : QTcpServer(parent)
    {
        setMaxPendingConnections(100);
        connect(this, &QTcpServer::newConnection, this, &ScaleServer::welcome);
    }

signals:
    void weighed(const QString &scale, double kg);

private slots:
    void welcome()
    {
        while (QTcpSocket *s = nextPendingConnection()) {
            connect(s, &QTcpSocket::disconnected, s, &QObject::deleteLater);
            if (m_scales >= 24) {
                // say it and wait until he has read it and hung up
                connect(s, &QTcpSocket::readyRead, s, [s] { s->readAll(); });
                QTimer::singleShot(3000, s, [s] { s->abort(); });
                s->write("FULL\r\n");
                s->disconnectFromHost();
                continue;
            }
            ++m_scales;
            connect(s, &QObject::destroyed, this, [this] { --m_scales; });

            auto *watchdog = new QTimer(s);
            watchdog->setSingleShot(true);
            watchdog->setInterval(90 * 1000);
            connect(watchdog, &QTimer::timeout, s, [s] {
                qWarning() << s->peerAddress() << "silent, hanging up";
                s->abort();
            });
            watchdog->start();

            s->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(s, &QTcpSocket::readyRead, this, [this, s, watchdog] {
                watchdog->start();
                while (s->canReadLine())
                    reading(s, s->readLine().trimmed());
                if (s->bytesAvailable() > 1024)
                    s->abort();
            });
        }
    }

private:
    void reading(QTcpSocket *s, const QByteArray &line)
    {
        const auto parts = line.split(';');
        bool ok = false;
        const double kg = parts.size() == 2 ? parts[1].toDouble(&ok) : 0;
        if (!ok) {
            s->write("ERR\r\n");
            return;
        }
        emit weighed(QString::fromLatin1(parts[0]), kg);
        s->write("OK\r\n");
    }

    int m_scales = 0;
};

#include "ScaleServer.moc"
