// Azurite derives classes from Model while it loads, and makes a Sequelize only where AZURITE_DB names a database.
exports.Model = class {};
exports.Sequelize = class {
  constructor() {
    throw new Error('Azurite is installed without its SQL database here: see scripts/absent/README.md');
  }
};
